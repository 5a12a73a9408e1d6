package cli

import (
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"golang.org/x/tools/go/analysis"
)

const intro = `loopcheck finds bugs in programs that live around an event loop: calls that
block the loop, deadlocks with it, state that it owns and another goroutine
touches.

usage:

	loopcheck [flags] [packages]   analyse packages, ./... by default
	loopcheck contracts [packages] what comments say of loops, and whether it holds
	loopcheck contracts -suggest [packages]
	                               what could be said; -diff prints a patch of it
	loopcheck explain FILE:LINE    what is known of a line, and what each rule lacked there
	loopcheck map [packages]       the loops of a program as a picture
	loopcheck help [rule]          this text, or a rule's page
	loopcheck version              the version

It is a vet tool as well: go vet -vettool=$(which loopcheck) ./...
`

const exits = `
exit codes:

	0  nothing was found
	1  something could not be analysed; what was found elsewhere is printed
	3  something was found
`

const jsonFormat = `
objects of -json have version (1), kind and, by kind,

	finding  rule, category, class, tier, weight, message, file, line, col,
	         end, related, loop, package, function, fingerprint, url
	contract quote, file, line, source, subjects, says, loop, unresolved,
	         broken, package: of loopcheck contracts
	suggestion directive, subject, loop, why, file, line, package: of
	         loopcheck contracts -suggest
	failure  package, file, line, col, message, more, alike, hint: what could
	         not be analysed
	skipped  package: not analysed because of a failure elsewhere
	coverage packages, loops, on, off, unknown, unfollowed: what was looked
	         at, with -coverage; the counts are of functions, and of calls

A field that says nothing is left out. The version grows when a field goes or
changes its meaning; fields and kinds may be added without.
`

// help prints the general text, or the page of a rule.
func (c *command) help(args []string) error {
	if len(args) == 0 {
		return c.usage()
	}
	if len(args) > 1 {
		return fmt.Errorf("help takes one rule, not %d", len(args))
	}
	a, err := c.rule(args[0])
	if err != nil {
		return err
	}
	doc := a.Doc
	if doc == "" {
		doc = a.Name
	}
	fmt.Fprintln(c.stdout, strings.TrimSpace(doc))
	writeFlags(c.stdout, &a.Flags, a.Name+".", nil)
	if a.URL != "" {
		fmt.Fprintf(c.stdout, "\n%s\n", a.URL)
	}
	return nil
}

// usage prints the general text.
func (c *command) usage() error {
	fmt.Fprint(c.stdout, intro)
	own := func(name string) bool { return !strings.Contains(name, ".") }
	writeFlags(c.stdout, c.flagSet(), "", own)
	fmt.Fprintf(c.stdout, "\nrules:\n\n")
	w := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
	for _, a := range c.allRules() {
		fmt.Fprintf(w, "\t%s\t%s\n", a.Name, summary(a))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprint(c.stdout, exits, jsonFormat)
	return nil
}

// summary is the first line of a rule's page.
func summary(a *analysis.Analyzer) string {
	text, _, _ := strings.Cut(strings.TrimPrefix(a.Doc, a.Name+": "), "\n")
	return text
}

// writeFlags lists a set's flags, or those whose names are wanted.
func writeFlags(out io.Writer, fs *flag.FlagSet, prefix string, wanted func(name string) bool) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	first := true
	fs.VisitAll(func(f *flag.Flag) {
		if wanted != nil && !wanted(f.Name) {
			return
		}
		if first {
			fmt.Fprintf(w, "\nflags:\n\n")
			first = false
		}
		arg, usage := flag.UnquoteUsage(f)
		if isTrue(f) {
			arg = "=false"
		} else if arg != "" {
			arg = " " + arg
		}
		fmt.Fprintf(w, "\t-%s%s%s\t%s%s\n", prefix, f.Name, arg, usage, byDefault(f))
	})
	w.Flush() // what out cannot take, the caller's next write reports
}

func isTrue(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag() && f.DefValue == "true"
}

func byDefault(f *flag.Flag) string {
	switch f.DefValue {
	case "", "false":
		return ""
	case "true":
		return " (on by default)"
	}
	return fmt.Sprintf(" (%s by default)", f.DefValue)
}

func (c *command) version() error {
	_, err := fmt.Fprintf(c.stdout, "loopcheck %s, built with %s\n", toolVersion(), runtime.Version())
	return err
}

func toolVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
