package cli

import (
	"fmt"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/fix"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// mend applies the fixes of what was found, or prints what they would change. It
// exits as if there were no findings but those that it leaves; what could not be
// analysed is reported as always.
func (c *command) mend(result *stream.Result, dir string) (code int, err error) {
	var all []analyzers.Finding
	left := 0
	for _, kept := range result.Kept {
		for _, f := range analyzers.FindingsOf(kept.Result) {
			switch {
			case !f.Reported():
			case len(f.Fixes) > 0:
				all = append(all, f)
			default:
				left++
			}
		}
	}
	edits := fix.New(result.Fset)
	for _, f := range all {
		if !edits.Add(f.Fixes[0]) {
			left++
		}
	}
	if c.diff {
		err = edits.Diff(c.stdout, func(path string) string { return shortPath(dir, path) })
	} else {
		err = edits.Write()
	}
	if err != nil {
		return Failed, err
	}
	c.reportFailures(result, dir)
	if n := len(edits.Files()); n > 0 && !c.diff {
		fmt.Fprintf(c.stderr, "loopcheck: mended %s\n", count(n, "file"))
	}
	switch {
	case len(result.Failures) > 0 || len(result.Skipped) > 0:
		return Failed, nil
	case left > 0 || c.diff && len(edits.Files()) > 0:
		return Findings, nil
	}
	return Clean, nil
}
