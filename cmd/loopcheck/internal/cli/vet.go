package cli

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/settings"
)

// IsVet reports whether the go command, which ends its command lines so, wants a vet
// tool.
func IsVet(args []string) bool {
	if len(args) == 0 {
		return false
	}
	last := args[len(args)-1]
	return last == version || last == "-flags" || strings.HasSuffix(last, ".cfg") && !strings.HasPrefix(last, "-")
}

// version is how the go command asks what a tool's results depend on.
const version = "-V=full"

// Vet is loopcheck as a vet tool: it answers the go command, or analyses the package
// that a .cfg file describes. The go command runs it in the package's directory. It
// ends the process, unless something is wrong before.
func Vet(suite []*analysis.Analyzer, args []string) error {
	vetFlags(suite)
	switch last := args[len(args)-1]; {
	case last == version:
		if err := printVersion(); err != nil {
			return err
		}
	case last != "-flags" && forFindings(last):
		if err := readAsked(suite); err != nil {
			return err
		}
		if err := vetSettings(args); err != nil {
			return err
		}
	}
	unitchecker.Main(analyzers.Guarded(suite)...)
	return nil
}

// vetFlags defines the flags that the command has and unitchecker does not, by the same
// names.
func vetFlags(suite []*analysis.Analyzer) {
	for _, prefix := range []string{"", shared + "."} {
		flag.String(prefix+"config", "", "read the settings in `file` instead of those in loopcheck.yaml; off for none")
		flag.String(prefix+"baseline", "", "leave out the findings that `file` knows")
	}
	flag.Func("rules", "run these `rules` only, separated by commas", func(names string) error {
		for name := range strings.SplitSeq(names, ",") {
			if flag.Lookup(name) == nil {
				return fmt.Errorf("unknown rule %q", name)
			}
			if err := flag.Set(name, "true"); err != nil {
				return err
			}
		}
		return nil
	})
	for _, a := range suite {
		if f := a.Flags.Lookup("tier"); a.Name == shared && f != nil {
			flag.Var(f.Value, f.Name, f.Usage)
		}
	}
}

// forFindings reports whether the go command wants more of a package than its facts,
// which no settings change.
func forFindings(cfg string) bool {
	text, err := os.ReadFile(cfg)
	var unit struct{ VetxOnly bool }
	return err == nil && json.Unmarshal(text, &unit) == nil && !unit.VetxOnly
}

// vetSettings puts the project's settings in force.
func vetSettings(args []string) error {
	s := new(settings.Settings)
	path, err := vetFile(args, "config", settings.Find)
	if err != nil {
		return err
	}
	if path != "" && path != off {
		if s, err = settings.Read(path); err != nil {
			return err
		}
	}
	known, err := vetFile(args, "baseline", func(string) (string, error) { return s.Baseline, nil })
	if err != nil {
		return err
	}
	if known != "" {
		if err := s.LeaveOut(known); err != nil {
			return err
		}
	}
	s.Apply()
	return nil
}

// vetFile is the path of a file that a flag names, or else of the one that is found.
// The go command knows of a flag's text alone, so the file has to be one that the
// tool's version depends on.
func vetFile(args []string, name string, find func(dir string) (string, error)) (string, error) {
	given := flagValue(args, name)
	if given == "" || given == off {
		if given == off {
			return off, nil
		}
		return find(".")
	}
	path, err := settings.Locate(".", given)
	if err != nil {
		return "", err
	}
	return path, settings.CheckWatched(".", path)
}

// flagValue is the value of a flag on a command line of the go command's, which writes
// -name=value.
func flagValue(args []string, name string) string {
	value := ""
	for _, arg := range args {
		given, text, ok := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if ok && (given == name || given == shared+"."+name) {
			value = text
		}
	}
	return value
}

// printVersion answers the go command, and ends the process, if there are settings: what
// go vet has cached must not outlive them. Without any the executable says it all, and
// unitchecker answers.
func printVersion() error {
	watched, err := settings.Watched(".")
	if err != nil || len(watched) == 0 {
		return err
	}
	path, err := settings.Find(".")
	if err != nil {
		return err
	}
	if path != "" {
		if s, err := settings.Read(path); err == nil && s.Baseline != "" {
			watched = append(watched, s.Baseline)
		}
	}
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	h := sha256.New()
	for _, name := range append(watched, exe) {
		if err := hashFile(h, name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	fmt.Printf("%s version devel settings buildID=%02x\n", exe, h.Sum(nil))
	os.Exit(Clean)
	return nil
}

// hashFile adds a file's name and text to a hash.
func hashFile(h io.Writer, name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
	return err
}
