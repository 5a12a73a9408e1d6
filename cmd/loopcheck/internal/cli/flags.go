package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// shared is the analyzer that owns the flags that all rules share. It finds
// nothing, so it is no rule.
const shared = "loopcheck"

// options are the command's own flags.
type options struct {
	dir   string
	json  bool
	tags  string
	tests bool
	rules string
	debug bool
	fix   bool
	diff  bool

	baseline      string
	writeBaseline bool
	pruneBaseline bool
	newFrom       string

	formats      targets
	output       string
	by           string
	coverage     bool
	printVersion bool

	cache  string          // the directory of the cache, or "off"
	config string          // the file of settings, or "off"
	byName map[string]bool // the rules whose names are flags on the command line
}

// parse sets the options and the analyzers' flags and returns the arguments
// after the flags.
func (c *command) parse(args []string) (rest []string, err error) {
	fs := c.flagSet()
	if err := fs.Parse(args); err != nil {
		return nil, unknownFlag(err, fs)
	}
	if err := c.shareDebug(); err != nil {
		return nil, err
	}
	if c.diff && !c.fix {
		return nil, errors.New("-diff says what -fix would change; use both")
	}
	if err := c.checkFormats(); err != nil {
		return nil, err
	}
	return fs.Args(), c.checkArgs(fs.Args())
}

// shareDebug makes one of the command's -debug and the analyzers', which go vet
// has as -loopcheck.debug.
func (c *command) shareDebug() error {
	for _, a := range c.suite {
		f := a.Flags.Lookup("debug")
		if a.Name != shared || f == nil {
			continue
		}
		if c.debug {
			return f.Value.Set("true")
		}
		c.debug = f.Value.String() == "true"
	}
	return nil
}

// readAsked has packages of the standard library read like any other where findings in
// them are asked for. To those who import them the table speaks.
func readAsked(suite []*analysis.Analyzer) error {
	for _, a := range suite {
		if f := a.Flags.Lookup("std"); a.Name == shared && f != nil {
			return f.Value.Set("asked")
		}
	}
	return nil
}

// flagSet has the command's flags, those of each analyzer as -analyzer.flag,
// and the shared ones by their short names too.
func (c *command) flagSet() *flag.FlagSet {
	fs := flag.NewFlagSet("loopcheck", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.StringVar(&c.dir, "C", "", "change to `dir` first")
	fs.BoolVar(&c.json, "json", false, "print a JSON object for each finding, failure and skipped package, one a line: -format json")
	fs.Var(&c.formats, "format", "print as `format`: text, json, sarif, github or html; with =FILE to a file; several at once")
	fs.StringVar(&c.by, "by", "", "print text by `loop`: the findings of each loop together")
	fs.StringVar(&c.output, "output", "", "write to `file` instead of stdout")
	fs.BoolVar(&c.coverage, "coverage", false, "with -format json, print an object for what was looked at too; stderr has it always")
	fs.StringVar(&c.tags, "tags", "", "build `tags`, separated by commas")
	fs.BoolVar(&c.tests, "tests", true, "analyse the packages' tests too")
	fs.StringVar(&c.rules, "rules", "", "run these `rules` only, separated by commas")
	fs.BoolVar(&c.fix, "fix", false, "apply the fixes that findings suggest")
	fs.BoolVar(&c.diff, "diff", false, "with -fix, print what it would change instead")
	fs.BoolVar(&c.printVersion, "version", false, "print the version, as loopcheck version does")
	fs.BoolVar(&c.debug, "debug", false, "say on stderr where the time goes, and where an analyzer panics")
	fs.StringVar(&c.cache, "cache", "", "keep what is found in `dir` from run to run; off for nowhere; $LOOPCHECK_CACHE by default, or else the user's cache directory")
	fs.StringVar(&c.config, "config", "", "read the settings in `file` instead of those in loopcheck.yaml; off for none")
	fs.StringVar(&c.config, shared+".config", "", "-config, as go vet has it too")
	fs.StringVar(&c.baseline, "baseline", "", "leave out the findings that `file` knows")
	fs.StringVar(&c.baseline, shared+".baseline", "", "-baseline, as go vet has it too")
	fs.BoolVar(&c.writeBaseline, "write-baseline", false, "write what is found to the file of -baseline, instead of reporting it")
	fs.BoolVar(&c.pruneBaseline, "prune-baseline", false, "drop from the file of -baseline what is not found any more")
	fs.StringVar(&c.newFrom, "new-from", "", "report what is not found at `revision`, wherever the commits since have touched")
	for _, a := range c.allRules() {
		fs.Var(chosen{c, a.Name}, a.Name, "run "+a.Name+" only; =false for all but it")
	}
	for _, a := range c.suite {
		a.Flags.VisitAll(func(f *flag.Flag) {
			if f.Usage == "" {
				return // for the project's own commands
			}
			fs.Var(f.Value, a.Name+"."+f.Name, f.Usage)
			if a.Name == shared && fs.Lookup(f.Name) == nil {
				fs.Var(f.Value, f.Name, f.Usage)
			}
		})
	}
	return fs
}

// chosen is the flag of a rule's name: -loopblock, or -loopblock=false.
type chosen struct {
	c    *command
	name string
}

// String implements [flag.Value].
func (chosen) String() string { return "" }

// IsBoolFlag says that the flag needs no value.
func (chosen) IsBoolFlag() bool { return true }

// Set implements [flag.Value].
func (f chosen) Set(value string) error {
	on, err := strconv.ParseBool(value)
	if err != nil {
		return errors.New("want true or false")
	}
	if f.c.byName == nil {
		f.c.byName = make(map[string]bool)
	}
	f.c.byName[f.name] = on
	return nil
}

// selected returns the analyzers that -rules, or the flags of the rules' names, ask
// for: those that are on, or else all but those that are off, as with go vet.
func (c *command) selected() ([]*analysis.Analyzer, error) {
	on := make(map[string]bool)
	for name := range strings.SplitSeq(c.rules, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		if _, err := c.rule(name); err != nil {
			return nil, err
		}
		if wanted, said := c.byName[name]; said && !wanted {
			return nil, fmt.Errorf("-rules names %s, and -%s=false leaves it out; say one of them", name, name)
		}
		on[name] = true
	}
	for name, wanted := range c.byName {
		if wanted {
			on[name] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(c.suite), func(a *analysis.Analyzer) bool {
		if len(on) > 0 {
			return !on[a.Name]
		}
		wanted, said := c.byName[a.Name]
		return said && !wanted
	}), nil
}

// rule looks a rule up by name.
func (c *command) rule(name string) (*analysis.Analyzer, error) {
	var names []string
	for _, a := range c.allRules() {
		if a.Name == name {
			return a, nil
		}
		names = append(names, a.Name)
	}
	return nil, fmt.Errorf("unknown rule %q; have %s", name, strings.Join(names, ", "))
}

// allRules returns the analyzers that can find something, sorted by name.
func (c *command) allRules() []*analysis.Analyzer {
	rules := slices.DeleteFunc(slices.Clone(c.suite), func(a *analysis.Analyzer) bool { return a.Name == shared })
	slices.SortFunc(rules, func(a, b *analysis.Analyzer) int { return strings.Compare(a.Name, b.Name) })
	return rules
}
