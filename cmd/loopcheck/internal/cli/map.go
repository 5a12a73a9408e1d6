package cli

import (
	"errors"
	"flag"
	"fmt"
	"go/token"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/atlas"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// pictures are the forms of a map.
var pictures = map[string]func(io.Writer, *atlas.Program) error{
	"text": atlas.Text, "json": atlas.JSON, "mermaid": atlas.Mermaid, "dot": atlas.Dot, "html": atlas.HTML,
}

// pictureNames are in the order in which they are told.
var pictureNames = []string{"text", "json", "mermaid", "dot", "html"}

// mapFlags reads what stands between "map" and the packages. What -format and -output say
// before it counts too.
func (c *command) mapFlags(args []string) (t target, patterns []string, err error) {
	t = c.formats[0]
	fs := flag.NewFlagSet("map", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&t.format, "format", t.format, "")
	fs.StringVar(&t.file, "output", t.file, "")
	if err := fs.Parse(args); err != nil {
		return t, nil, fmt.Errorf("map: %w; it takes -format and -output, the others stand before it", err)
	}
	if format, file, named := strings.Cut(t.format, "="); named {
		t = target{format, file}
	}
	if pictures[t.format] == nil {
		return t, nil, fmt.Errorf("a map has no format %s: have %s", t.format, strings.Join(pictureNames, ", "))
	}
	patterns = fs.Args()
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	return t, patterns, c.checkArgs(patterns)
}

// drawMap prints the loops of the packages as a picture.
func (c *command) drawMap(args []string) (code int, err error) {
	t, patterns, err := c.mapFlags(args)
	if err != nil {
		return Failed, err
	}
	rules, err := c.selected()
	if err != nil {
		return Failed, err
	}
	dir, err := c.enter()
	if err != nil {
		return Failed, err
	}
	wanted := slices.Concat(rules, coverers, []*analysis.Analyzer{analyzers.Atlas})
	p := c.newProgress()
	result, err := stream.Run(&stream.Config{
		BuildFlags: c.buildFlags(), Patterns: patterns, Tests: c.tests, Analyzers: wanted, Keep: wanted, Progress: p.update,
	})
	p.erase()
	if err != nil {
		return Failed, err
	}
	report := newReport(result, collect(result, dir), dir)
	report.Coverage = coverageOf(result)
	v := view{result.Fset, dir}
	src := atlas.Source{Findings: report.Findings, Coverage: report.Coverage, At: v.position, Read: v.read}
	for _, kept := range result.Kept {
		if m := analyzers.MapOf(kept.Result); m != nil {
			src.Maps = append(src.Maps, m)
		}
	}
	if err := c.printPicture(t, atlas.New(src)); err != nil {
		return Failed, err
	}
	c.reportFailures(result, dir)
	if len(report.Failures) > 0 || len(report.Skipped) > 0 {
		return Failed, nil
	}
	return Clean, nil
}

func (c *command) printPicture(t target, p *atlas.Program) error {
	if t.file == "" {
		return pictures[t.format](c.stdout, p)
	}
	f, err := os.Create(t.file)
	if err != nil {
		return err
	}
	return errors.Join(pictures[t.format](f, p), f.Close())
}

// position is where a position is, as it is shown.
func (v view) position(pos token.Pos) token.Position {
	at := v.fset.Position(pos)
	at.Filename = shortPath(v.dir, at.Filename)
	return at
}

// read is where a position was read.
func (v view) read(pos token.Pos) token.Position { return v.fset.PositionFor(pos, false) }
