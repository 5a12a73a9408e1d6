package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
)

// formats are the names of what a report can be printed as.
var formats = []string{"text", "json", "sarif", "github", "html"}

// A target is a format, and the file that it goes to; stdout if there is none.
type target struct{ format, file string }

// targets are the values of -format.
type targets []target

// String implements [flag.Value].
func (t *targets) String() string { return "" }

// Set implements [flag.Value].
func (t *targets) Set(value string) error {
	format, file, named := strings.Cut(value, "=")
	if !slices.Contains(formats, format) {
		return fmt.Errorf("have %s", strings.Join(formats, ", "))
	}
	if named && file == "" {
		return errors.New("there is no file after =")
	}
	*t = append(*t, target{format, file})
	return nil
}

// checkFormats settles where each format goes, and reports what cannot be.
func (o *options) checkFormats() error {
	if o.json {
		o.formats = append(o.formats, target{format: "json"})
	}
	if len(o.formats) == 0 {
		o.formats = targets{{format: "text"}}
	}
	var open []*target
	for i := range o.formats {
		if o.formats[i].file == "" {
			open = append(open, &o.formats[i])
		}
	}
	switch {
	case o.by != "" && o.by != "loop":
		return fmt.Errorf("-by %s: have loop", o.by)
	case len(open) > 1:
		return fmt.Errorf("%s and %s cannot share one output: write -format %s=FILE", open[0].format, open[1].format, open[1].format)
	case o.output != "" && len(open) == 0:
		return errors.New("-output has nothing to write: each -format has a file of its own")
	case o.output != "":
		open[0].file = o.output
	}
	return nil
}

// checkOutputs reports a file that cannot be written, before there is something to
// write: an analysis may take minutes.
func (o *options) checkOutputs() error {
	for _, t := range o.formats {
		if t.file == "" {
			continue
		}
		f, err := os.OpenFile(t.file, os.O_CREATE|os.O_WRONLY, 0o666)
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}

// print writes a report in each format that is asked for.
func (c *command) print(r output.Report) error {
	var all []error
	for _, t := range c.formats {
		all = append(all, c.printTo(t, r))
	}
	return errors.Join(all...)
}

func (c *command) printTo(t target, r output.Report) error {
	if t.file == "" {
		return c.printer(t.format, c.stdout).Print(r)
	}
	f, err := os.Create(t.file)
	if err != nil {
		return err
	}
	return errors.Join(c.printer(t.format, f).Print(r), f.Close())
}

func (c *command) printer(format string, w io.Writer) output.Printer {
	switch format {
	case "json":
		return output.JSON{W: w, Coverage: c.coverage}
	case "sarif":
		return output.SARIF{W: w, Version: toolVersion(), Rules: c.described(), Dir: inRepository()}
	case "github":
		return output.GitHub{W: w, Dir: inRepository()}
	case "html":
		return output.HTML{W: w, Version: toolVersion()}
	}
	return output.Text{W: w, Source: isTerminal(w), Colour: hasColours(w), ByLoop: c.by == "loop"}
}

// inRepository is the working directory as seen from the top of the repository that
// GitHub has checked out, from which it wants its paths; empty elsewhere.
func inRepository() string {
	top := os.Getenv("GITHUB_WORKSPACE")
	dir, err := os.Getwd()
	if top == "" || err != nil {
		return ""
	}
	rel, err := filepath.Rel(top, dir)
	if err != nil || rel == "." || !filepath.IsLocal(rel) {
		return ""
	}
	return rel
}

// described lists the rules for a format that has them in its head.
func (c *command) described() []output.Rule {
	var all []output.Rule
	for _, a := range c.allRules() {
		all = append(all, output.Rule{Name: a.Name, Summary: summary(a), URL: a.URL})
	}
	return all
}
