package main

import (
	"cmp"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestPage: the tables of the page follow from the verdicts.
func TestPage(t *testing.T) {
	t.Chdir("../../../..")
	l, err := readList()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(pageFile)
	if err != nil {
		t.Fatal(err)
	}
	want, err := fill(string(page), l)
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != want {
		t.Errorf("%s is not what the verdicts say: run go run ./analyzers/internal/ruletest/precision -write", pageFile)
	}
}

// TestList: verdicts have reasons and stand in order, so that a change of one
// is a change of one line.
func TestList(t *testing.T) {
	t.Chdir("../../../..")
	l, err := readList()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range l.verdicts {
		if v.reason == "" || v.fingerprint == "" || v.rule == "" || v.framework == "" {
			t.Errorf("%s %s %s: a verdict needs a rule, a framework, a fingerprint and a reason", v.repository, v.place, v.fingerprint)
		}
	}
	for i, r := range l.repositories {
		if i > 0 && l.repositories[i-1].name >= r.name {
			t.Errorf("%s stands after %s", r.name, l.repositories[i-1].name)
		}
		if len(r.commit) != 40 {
			t.Errorf("%s: %q is no whole commit", r.name, r.commit)
		}
	}
	if !slices.IsSortedFunc(l.verdicts, byPlace) {
		t.Errorf("%s is not sorted by repository, file and line", verdictsFile)
	}
}

func byPlace(a, b verdict) int {
	file := func(v verdict) (string, int) {
		name, line, _ := strings.Cut(v.place, ":")
		n, _ := strconv.Atoi(line)
		return name, n
	}
	aFile, aLine := file(a)
	bFile, bLine := file(b)
	return cmp.Or(cmp.Compare(a.repository, b.repository), cmp.Compare(aFile, bFile), cmp.Compare(aLine, bLine))
}

func TestDiffer(t *testing.T) {
	judged := []verdict{
		{rule: "r", place: "a.go:1", fingerprint: "a"}, {rule: "r", place: "a.go:2", fingerprint: "b"},
		{rule: "r", place: "a.go:3", fingerprint: "b"}, {rule: "r", place: "a.go:4", fingerprint: "c"},
		{rule: "r", place: "a.go:5", fingerprint: "d", mended: "m"},
	}
	found := []finding{
		{Rule: "r", File: "a.go", Line: 3, Fingerprint: "b"}, // its place, though another has its fingerprint
		{Rule: "r", File: "a.go", Line: 5, Fingerprint: "d"}, // back again
		{Rule: "r", File: "a.go", Line: 9, Fingerprint: "a"}, // moved
		{Rule: "other", File: "a.go", Line: 4, Fingerprint: "x"},
	}
	news, gone := differ(found, judged)
	var got []string
	for _, f := range news {
		got = append(got, "new "+f.Fingerprint)
	}
	for _, v := range gone {
		got = append(got, "gone "+v.fingerprint)
	}
	if got, want := strings.Join(got, ", "), "new d, new x, gone b, gone c"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestParse(t *testing.T) {
	found, packages, err := parse([]byte(`{"version":1,"kind":"failure","message":"m"}
{"version":1,"kind":"finding","rule":"loopblock","message":"blocks","file":"a.go","line":3,"fingerprint":"f1"}
{"version":1,"kind":"coverage","packages":2,"loops":[],"on":0,"off":0,"unknown":3,"unfollowed":0}
`))
	if err != nil || packages != 2 || len(found) != 1 || found[0] != (finding{Kind: "finding", Rule: "loopblock", Message: "blocks", File: "a.go", Line: 3, Fingerprint: "f1"}) {
		t.Errorf("%+v in %d packages, %v", found, packages, err)
	}
	if _, _, err := parse([]byte("not JSON")); err == nil {
		t.Error("no error for what is no JSON")
	}
}

func TestShare(t *testing.T) {
	c := count{"T": 2, "M": 1, "F": 3}
	if got := [...]int{c.all(), c.share("T"), c.share("T", "M"), c.share("H")}; got != [...]int{6, 33, 50, 0} {
		t.Errorf("all, T, T+M, H: %v", got)
	}
	if got := (count{}).share("T"); got != 0 {
		t.Errorf("a share of nothing: %d", got)
	}
}
