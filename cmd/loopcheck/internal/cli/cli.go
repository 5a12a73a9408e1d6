// Package cli is the loopcheck command: its flags, its commands and what it
// says on the terminal.
package cli

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"time"

	"golang.org/x/term"
	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/cache"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/settings"
)

// Exit codes.
const (
	Clean    = 0 // all packages were analysed, and nothing was found
	Failed   = 1 // something could not be analysed, or the command line is wrong
	Findings = 3 // all packages were analysed, and something was found
)

// Main runs the command with its arguments, without the program's name, and
// returns the exit code. Findings go to stdout, all else to stderr.
//
// It sets the analyzers' flags, which are global, and with -C the process's
// working directory: call it once.
func Main(suite []*analysis.Analyzer, args []string, stdout, stderr io.Writer) int {
	c := &command{suite: suite, stdout: stdout, stderr: stderr}
	code, err := c.run(args)
	if err != nil {
		fmt.Fprintf(stderr, "loopcheck: %v\n", err)
		return Failed
	}
	return code
}

// A command is one run of loopcheck.
type command struct {
	suite          []*analysis.Analyzer
	stdout, stderr io.Writer
	options
	project *settings.Settings
	kept    cache.Cache // nil for none
}

func (c *command) run(args []string) (code int, err error) {
	rest, err := c.parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return Clean, c.usage()
	}
	if err != nil {
		return Failed, err
	}
	if len(rest) > 0 && rest[0] == "help" {
		return Clean, c.help(rest[1:])
	}
	if c.printVersion || len(rest) == 1 && rest[0] == "version" {
		return Clean, c.version()
	}
	if err := readAsked(c.suite); err != nil {
		return Failed, err
	}
	if len(rest) > 0 && rest[0] == "contracts" {
		return c.contracts(rest[1:])
	}
	if len(rest) > 0 && rest[0] == "map" {
		return c.drawMap(rest[1:])
	}
	if len(rest) > 0 && rest[0] == "explain" {
		return c.explain(rest[1:])
	}
	if len(rest) == 0 {
		rest = []string{"./..."}
	}
	return c.check(rest)
}

// check analyses packages and prints what is found.
func (c *command) check(patterns []string) (code int, err error) {
	rules, err := c.selected()
	if err != nil {
		return Failed, err
	}
	if err := c.openCache(); err != nil {
		return Failed, err
	}
	if c.kept != nil {
		defer c.kept.Close()
	}
	dir, err := c.enter()
	if err != nil {
		return Failed, err
	}
	if err := cmp.Or(c.configure(dir), c.checkOutputs()); err != nil {
		return Failed, err
	}
	p := c.newProgress()
	cfg := &stream.Config{
		BuildFlags: c.buildFlags(),
		Patterns:   patterns,
		Tests:      c.tests,
		Analyzers:  slices.Concat(rules, coverers),
		Keep:       slices.Concat(rules, coverers),
		Progress:   p.update,
	}
	if c.fix {
		result, err := stream.Run(cfg) // its fixes are in no digest
		p.erase()
		if err != nil {
			return Failed, c.giveUp(err)
		}
		adviseOnFiles(result, patterns)
		return c.mend(result, dir)
	}
	digests, result, err := c.digests(cfg)
	p.erase()
	if err != nil {
		return Failed, c.giveUp(err)
	}
	adviseOnFiles(result, patterns)
	findings, err := c.news(run{patterns, rules, digests, foundIn(digests, dir), dir})
	if err != nil {
		return Failed, err
	}
	report := newReport(result, findings, dir)
	report.Coverage = coverageIn(digests)
	if err := c.print(report); err != nil {
		return Failed, err
	}
	c.reportFailures(result, dir)
	if c.debug {
		c.reportStats(result.Stats)
	}
	c.summarize(report)
	return exitCode(report), nil
}

// giveUp prints that nothing could be analysed, for those who read stdout only,
// and returns the error.
func (c *command) giveUp(err error) error {
	return errors.Join(err, c.print(output.Report{Failures: []output.Failure{{Message: err.Error()}}}))
}

func exitCode(r output.Report) int {
	switch {
	case len(r.Failures) > 0 || len(r.Skipped) > 0:
		return Failed
	case len(r.Findings) > 0:
		return Findings
	}
	return Clean
}

// enter goes to the directory of -C and returns the working directory.
func (c *command) enter() (dir string, err error) {
	if c.dir != "" {
		if err := os.Chdir(c.dir); err != nil {
			return "", err
		}
		// What the go command goes by; the shell's value is of the old one.
		if err := os.Unsetenv("PWD"); err != nil {
			return "", err
		}
	}
	return os.Getwd()
}

func (c *command) buildFlags() []string {
	if c.tags == "" {
		return nil
	}
	return []string{"-tags=" + c.tags}
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// isTerminal reports whether somebody is looking.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// hasColours reports whether somebody is looking at colours: https://no-color.org.
func hasColours(w io.Writer) bool { return isTerminal(w) && os.Getenv("NO_COLOR") == "" && canMove() }

// canMove reports whether a terminal knows more than lines of text. Windows does not
// say which one it has.
func canMove() bool {
	kind := os.Getenv("TERM")
	return kind != "dumb" && (kind != "" || runtime.GOOS == "windows")
}

func (c *command) newProgress() *progress {
	shown := isTerminal(c.stderr) && canMove() && os.Getenv("CI") == ""
	return &progress{w: c.stderr, shown: shown, now: time.Now, start: time.Now()}
}
