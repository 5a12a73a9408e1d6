package plugin

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"strconv"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/settings"
)

// linterSettings are what golangci-lint's configuration says.
type linterSettings struct {
	project *settings.Settings
	apart   string // "true" or "false"
	files   string // a hash of what was read from files; empty if there were none
}

// off is what the key config takes for no file at all.
const off = "off"

// read reads what stands under settings in the linter's configuration: the keys of
// loopcheck.yaml; config, a file that has them; and apart. A key that is not among them
// is an error. Without any key of loopcheck.yaml but tier and baseline, the file counts
// that the command would find.
func read(conf any) (*linterSettings, error) {
	given, ok := conf.(map[string]any)
	if !ok && conf != nil {
		return nil, fmt.Errorf("the settings of loopcheck are %v; want keys with values", conf)
	}
	given = maps.Clone(given)
	apart, err := take(given, "apart", true)
	if err != nil {
		return nil, err
	}
	file, err := take(given, "config", "")
	if err != nil {
		return nil, err
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	here, err := settings.FromMap(given, dir)
	if err != nil {
		return nil, fmt.Errorf("the settings of loopcheck: %w", err)
	}
	s := &linterSettings{project: here, apart: strconv.FormatBool(apart)}
	delete(given, "tier")
	delete(given, "baseline")
	switch {
	case len(given) > 0 && file != "":
		return nil, fmt.Errorf("the settings of loopcheck: config names %s; have these there as well, but for tier and baseline: %v", file, given)
	case len(given) == 0:
		if err := s.fromFile(dir, file); err != nil {
			return nil, err
		}
	}
	return s, s.leaveOut(dir)
}

// take removes a key and returns its value, or another one if it is not there.
func take[T any](given map[string]any, name string, otherwise T) (T, error) {
	value, there := given[name]
	delete(given, name)
	if !there {
		return otherwise, nil
	}
	v, ok := value.(T)
	if !ok {
		return v, fmt.Errorf("the settings of loopcheck: %s is %v; want a %T", name, value, v)
	}
	return v, nil
}

// fromFile adds what a file says; an empty name is for the one that is found.
func (s *linterSettings) fromFile(dir, name string) (err error) {
	path := ""
	switch name {
	case off:
	case "":
		path, err = settings.Find(dir)
	default:
		path, err = settings.Locate(dir, name)
	}
	if path == "" || err != nil {
		return err
	}
	file, err := settings.Read(path)
	if err != nil {
		return err
	}
	file.Prefer(s.project)
	s.project = file
	return s.depend(path)
}

// leaveOut reads the known findings.
func (s *linterSettings) leaveOut(dir string) error {
	name := s.project.Baseline
	if name == "" {
		return nil
	}
	path, err := settings.Locate(dir, name)
	if err != nil {
		return err
	}
	return cmp.Or(s.project.LeaveOut(path), s.depend(path))
}

// depend notes what a file says.
func (s *linterSettings) depend(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(append([]byte(s.files), text...))
	s.files = fmt.Sprintf("%x", sum[:8])
	return nil
}

// keyed is an analyzer that does nothing. golangci-lint caches issues by the names of
// the analyzers, and by its own configuration: so what a file says is in a name.
func keyed(files string) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "loopcheck_settings_" + files, Doc: "the settings of loopcheck\n\nIt reports nothing.",
		Run: func(*analysis.Pass) (any, error) { return nil, nil },
	}
}
