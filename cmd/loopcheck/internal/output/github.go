package output

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// GitHub prints workflow commands, from which GitHub Actions makes annotations of a
// commit: an error for what is sure, a warning for what is likely, a notice else. The
// places that explain a finding stand below its message.
//
// See https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions.
type GitHub struct {
	W   io.Writer
	Dir string // the working directory as seen from the repository's top; "" for that
}

// below is a path, with slashes, as seen from the directory in which dir is.
func below(dir, file string) string {
	if filepath.IsAbs(file) {
		return filepath.ToSlash(file)
	}
	return filepath.ToSlash(filepath.Join(dir, file))
}

// Print implements [Printer].
func (g GitHub) Print(r Report) error {
	w := bufio.NewWriter(g.W)
	for _, f := range r.Findings {
		text := f.Message
		for _, r := range f.Related {
			text += fmt.Sprintf("\n%s: %s", place(below(g.Dir, r.File), r.Line, r.Col), r.Message)
		}
		command(w, gitHubLevel(f), below(g.Dir, f.File), f.Line, f.Col, f.End, "loopcheck: "+label(f), text)
	}
	for _, f := range r.Failures {
		command(w, "error", g.file(f), f.Line, f.Col, Place{}, "loopcheck: not analysed", failureText(f))
	}
	for _, pkg := range r.Skipped {
		command(w, "warning", "", 0, 0, Place{}, "loopcheck: not analysed", pkg+": a package that it imports failed")
	}
	return w.Flush()
}

// file is where a failure is; empty if that is not known.
func (g GitHub) file(f Failure) string {
	if f.File == "" {
		return ""
	}
	return below(g.Dir, f.File)
}

func gitHubLevel(f Finding) string {
	if l := level(f); l != "note" {
		return l
	}
	return "notice"
}

// command writes one command. The columns' end is inclusive, as GitHub has it, and
// only within one line.
func command(w io.Writer, name, file string, line, col int, end Place, title, text string) {
	var props []string
	add := func(key string, value any) {
		props = append(props, fmt.Sprintf("%s=%s", key, property.Replace(fmt.Sprint(value))))
	}
	if file != "" {
		add("file", file)
	}
	if line > 0 {
		add("line", line)
		if end.Line > line {
			add("endLine", end.Line)
		} else if col > 0 {
			add("col", col)
			if end.Col > col {
				add("endColumn", end.Col-1)
			}
		}
	}
	add("title", title)
	fmt.Fprintf(w, "::%s %s::%s\n", name, strings.Join(props, ","), data.Replace(text))
}

// What a command cannot hold as it is: in its text, and in its properties.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// failureText is what could not be analysed, and what to do.
func failureText(f Failure) string {
	text := f.Message
	if f.Package != "" {
		text = f.Package + ": " + text
	}
	if f.More > 0 {
		text += fmt.Sprintf(" (and %d more)", f.More)
	}
	if f.Hint != "" {
		text += "; " + f.Hint
	}
	return text
}
