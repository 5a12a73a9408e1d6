package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/settings"
)

const whole = `# All that a file can say.
tier: likely
exclude: [third_party/**, ./gen/..., "**/*_pb.go", old]
baseline: loopcheck.txt
rules:
  loopblock/disk: off
  loopleak: strict
  loopdirective: off
loops:
  - loop: Hub.run
    budget: 2s
    tolerates: [exec]
overrides:
  - paths: [internal/legacy]
    tier: sure
    rules:
      loopleak: off
      loopblock/disk: on
  - paths: ["internal/legacy/new/**"]
    rules: {loopleak: strict}
    loops: [{loop: bubbletea, tolerates: [net]}]
`

func parse(t *testing.T, text string) *settings.Settings {
	t.Helper()
	s, err := settings.Parse("loopcheck.yaml", []byte(text), "/p")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestLeast: which findings are told.
func TestLeast(t *testing.T) {
	s := parse(t, whole)
	if want := filepath.FromSlash("/p/loopcheck.txt"); s.Baseline != want {
		t.Errorf("the baseline is %s, want %s", s.Baseline, want)
	}
	for _, test := range []struct {
		what, file, loop string
		bound            time.Duration
		want             string // the least tier, or "off"
	}{
		{"loopblock/net", "a.go", "Hub.run", 0, "likely"},
		{"loopblock/disk", "a.go", "Hub.run", 0, "off"},
		{"loopblock/exec", "a.go", "Hub.run", 0, "off"},
		{"loopblock/exec", "a.go", "hub.run", 0, "likely"},
		{"loopblock/exec", "a.go", "", 0, "likely"},
		{"loopblock/sleep", "a.go", "hub.Hub.run", 2 * time.Second, "off"},
		{"loopblock/sleep", "a.go", "Hub.run", 3 * time.Second, "likely"},
		{"loopdeadlock/call", "a.go", "Hub.run", time.Second, "likely"},
		{"loopleak/send", "a.go", "", 0, "strict"},
		{"loopdirective/", "a.go", "", 0, "off"},
		{"loopblock/net", "third_party/x/y.go", "", 0, "off"},
		{"loopblock/net", "third_party.go", "", 0, "likely"},
		{"loopblock/net", "gen/x/y.go", "", 0, "off"},
		{"loopblock/net", "a/b_pb.go", "", 0, "off"},
		{"loopblock/net", "b_pb.go", "", 0, "off"},
		{"loopblock/net", "old/a.go", "", 0, "off"},
		{"loopblock/net", "older/a.go", "", 0, "likely"},
		{"loopblock/disk", "internal/legacy/a.go", "", 0, "sure"},
		{"loopleak/send", "internal/legacy/a.go", "", 0, "off"},
		{"loopleak/send", "internal/legacy/new/a.go", "", 0, "strict"},
		{"loopblock/net", "internal/legacy/new/a.go", "bubbletea", 0, "off"},
		{"loopblock/net", "internal/legacy/a.go", "bubbletea", 0, "sure"},
		{"loopblock/net", "../q/third_party/a.go", "", 0, "likely"},
	} {
		rule, class, _ := strings.Cut(test.what, "/")
		file := filepath.Join("/p", filepath.FromSlash(test.file))
		least, told := s.Least(analyzers.Question{Rule: rule, Class: class, File: file, Shown: file, Loop: test.loop, Bound: test.bound}, tier(t, "likely"))
		got := least.String()
		if !told {
			got = "off"
		}
		if got != test.want {
			t.Errorf("%s in %s on %q for %s: %s, want %s", test.what, test.file, test.loop, test.bound, got, test.want)
		}
	}
}

// TestShown: what cgo makes of a file counts as the file.
func TestShown(t *testing.T) {
	s := parse(t, "exclude: [a]")
	for file, want := range map[string]bool{"/p/a/b.go": false, "/p/b/c.go": true} {
		if _, told := s.Least(analyzers.Question{Rule: "loopblock", Class: "net", File: "/tmp/_cgo_gotypes.go", Shown: file}, 0); told != want {
			t.Errorf("%s: told %t", file, told)
		}
	}
}

func tier(t *testing.T, name string) (tier analyzers.Tier) {
	t.Helper()
	if err := tier.Set(name); err != nil {
		t.Fatal(err)
	}
	return tier
}

// TestMove: a copy elsewhere has the same settings.
func TestMove(t *testing.T) {
	s := parse(t, "exclude: [a/b]")
	told := func(file string) bool {
		_, told := s.Least(analyzers.Question{Rule: "loopblock", Class: "net", File: file}, 0)
		return told
	}
	back := s.Move("/p/a", "/tmp/copy/a")
	if told("/tmp/copy/a/b/c.go") || !told("/p/a/b/c.go") {
		t.Error("the settings have not moved")
	}
	back()
	if !told("/tmp/copy/a/b/c.go") || told("/p/a/b/c.go") {
		t.Error("the settings have not come back")
	}
}

// TestErrors: each is one line, and says where.
func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"teir: sure":                                  `loopcheck.yaml:1:1: unknown key "teir"; have tier, rules, loops, exclude, baseline, overrides`,
		"rules:\n  loopblok: off":                     `loopcheck.yaml:2:3: unknown rule "loopblok"; have loopawait, loopblock, loopdeadlock, loopdirective, loopflag, loopleak, loopowner`,
		"rules:\n  loopblock/dsik: off":               `loopcheck.yaml:2:3: loopblock has no class "dsik"; have chan, db, disk, exec, net, sleep, stdin, unused, wait`,
		"rules:\n  loopblock: maybe":                  `loopcheck.yaml:2:14: loopblock is "maybe"; want on, off, sure, likely or strict`,
		"rules:\n  loopblock: [off]":                  `loopcheck.yaml:2:14: loopblock is a list; want one word`,
		"rules: [loopblock]":                          `loopcheck.yaml:1:8: rules is a list; want keys with values`,
		"tier: certain":                               `loopcheck.yaml:1:7: tier is "certain"; want sure, likely or strict`,
		"tier: sure\ntier: sure":                      `loopcheck.yaml:2:1: "tier" is there twice`,
		"exclude: a/**":                               `loopcheck.yaml:1:10: exclude is "a/**"; want a list`,
		"exclude:\n  - a[b":                           `loopcheck.yaml:2:5: "a[b" is no glob; write * for a part of a name, ** for directories, {a,b} and [a-z]`,
		"exclude: [../a]":                             `loopcheck.yaml:1:11: "../a" is no path below the file's directory`,
		"exclude: [/a]":                               `loopcheck.yaml:1:11: "/a" is no path below the file's directory`,
		"exclude: [\"\"]":                             `loopcheck.yaml:1:11: "" is no path below the file's directory`,
		"loops: [{budget: 2s}]":                       `loopcheck.yaml:1:9: which loop? Name it as findings do: loop: Hub.run`,
		"loops: [{loop: x}]":                          `loopcheck.yaml:1:9: nothing is said of "x"; write its budget, or what it tolerates`,
		"loops: [{loop: x, budget: 2}]":               `loopcheck.yaml:1:27: budget is "2"; want how long, such as 500ms`,
		"loops: [{loop: x, tolerates: [race]}]":       `loopcheck.yaml:1:31: loopblock has no class "race"; have chan, db, disk, exec, net, sleep, stdin, unused, wait`,
		"overrides: [{tier: sure}]":                   `loopcheck.yaml:1:13: this override has no paths`,
		"overrides: [{paths: [a], exclude: [b]}]":     `loopcheck.yaml:1:26: unknown key "exclude"; have tier, rules, loops, paths`,
		"baseline: \"\"":                              `loopcheck.yaml:1:11: baseline names no file`,
		"- tier":                                      `loopcheck.yaml:1:1: the file is a list; want keys with values`,
		"tier":                                        `loopcheck.yaml:1:1: the file is "tier"; want keys with values`,
		"? [a]\n: b":                                  `loopcheck.yaml:1:3: this key is a list; want a name`,
		"tier: sure\n---\ntier: sure":                 `loopcheck.yaml:2:1: a second document; write one`,
		"tier: [":                                     `loopcheck.yaml:1: no YAML: did not find expected node content`,
		"tier: sure\n\trules: x":                      `loopcheck.yaml:2: no YAML: found a tab character that violates indentation`,
		"tier: \"" + strings.Repeat("x", 9999) + "\"": `loopcheck.yaml:1:7: tier is "` + strings.Repeat("x", 40) + `..."; want sure, likely or strict`,
		"rules: &r\n  loopblock: *r":                  `loopcheck.yaml:1:8: loopblock is keys with values; want one word`,
		"rules: {<<: {loopblock: off}}":               `loopcheck.yaml:1:9: unknown rule "<<"; have loopawait, loopblock, loopdeadlock, loopdirective, loopflag, loopleak, loopowner`,
		"tier: *nothing":                              `loopcheck.yaml: no YAML: unknown anchor 'nothing' referenced`,
	} {
		if _, err := settings.Parse("loopcheck.yaml", []byte(text), "/p"); err == nil || err.Error() != want {
			t.Errorf("%.60q:\n got %v\nwant %s", text, err, want)
		}
	}
}

// TestNothing: a file that says nothing is a file.
func TestNothing(t *testing.T) {
	for _, text := range []string{"", "# nothing yet\n", "---\n", "{}", "tier:\nrules:\noverrides: []\n", "\ufeff# a mark\n"} {
		s := parse(t, text)
		if least, told := s.Least(analyzers.Question{Rule: "loopblock", File: "/p/a.go"}, tier(t, "strict")); !told || least.String() != "strict" {
			t.Errorf("%q: %s, %t", text, least, told)
		}
	}
}

// TestFind: from a directory up to the top of the repository, beginning at the root of
// the module or workspace.
func TestFind(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, name := range []string{"r/.git/HEAD", "r/m/go.mod", "r/m/p/q/q.go", "r/m/p/loopcheck.yaml", "r/w/go.work", "r/w/n/go.mod", "r/w/n/loopcheck.yaml", "loopcheck.yaml"} {
		write(t, name, "")
	}
	check := func(from, want string) {
		t.Helper()
		if want != "" {
			want = filepath.Join(dir, want)
		}
		if got, err := settings.Find(from); got != want || err != nil {
			t.Errorf("from %s it is %q, %v; want %q", from, got, err, want)
		}
	}
	check("r/m/p/q", "") // one in a package is not asked, one above the repository neither
	write(t, "r/loopcheck.yaml", "")
	check("r/m/p/q", "r/loopcheck.yaml")
	write(t, "r/m/loopcheck.yaml", "")
	check("r/m/p/q", "r/m/loopcheck.yaml")
	check("r/w/n", "r/loopcheck.yaml")
	t.Setenv("GOWORK", "off")
	check("r/w/n", "r/w/n/loopcheck.yaml")

	write(t, "r/loopcheck.ci.txt", "")
	write(t, "r/loopcheck.sarif", "")
	watched, err := settings.Watched("r/m/p")
	if want := strings.Join([]string{"r/m/loopcheck.yaml", "r/loopcheck.ci.txt", "r/loopcheck.yaml"}, " "); err != nil || relative(dir, watched) != want {
		t.Errorf("watched are %s, %v; want %s", relative(dir, watched), err, want)
	}
	if err := settings.CheckWatched("r/m/p", filepath.Join(dir, "r/known.txt")); err == nil || !strings.Contains(err.Error(), "go vet would not notice") {
		t.Errorf("a file that go vet does not watch: %v", err)
	}
}

func relative(dir string, paths []string) string {
	var all []string
	for _, p := range paths {
		all = append(all, strings.TrimPrefix(p, dir+"/"))
	}
	return strings.Join(all, " ")
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestRead: the whole from a file, and a directory of its name.
func TestRead(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "loopcheck.yaml", whole)
	if _, err := settings.Read("loopcheck.yaml"); err != nil {
		t.Error(err)
	}
	if _, err := settings.Read("."); err == nil {
		t.Error("a directory can be read")
	}
}

// FuzzParse: whatever a file says, reading it ends well, and an error is a line that
// begins with the file's name.
func FuzzParse(f *testing.F) {
	for _, text := range []string{whole, "", "rules: &r\n  a: *r", "exclude: ['[']", "tier: !!binary x", "{", "? {a: b}\n: c", "\xff", "a: &a [*a]", "--- |\n x\n..."} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := settings.Parse("f", []byte(text), "/p")
		if err != nil {
			if m := err.Error(); !strings.HasPrefix(m, "f:") || strings.ContainsFunc(m, unicode.IsControl) || len(m) > 600 {
				t.Errorf("%q: the error is %q", text, m)
			}
			return
		}
		s.Least(analyzers.Question{Rule: "loopblock", Class: "disk", File: "/p/a/b.go", Loop: "x", Bound: 1}, 0)
	})
}
