package cli

import (
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// unknownFlag makes of the flag package's words for one ones that help: the flag that
// is meant, or where they are listed.
func unknownFlag(err error, fs *flag.FlagSet) error {
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown {
		return err
	}
	var names []string
	fs.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	if near := nearest(strings.TrimLeft(name, "-"), names); near != "" {
		return fmt.Errorf("there is no flag -%s; do you mean -%s?", name, near)
	}
	return fmt.Errorf("there is no flag -%s; loopcheck help lists them", name)
}

// checkArgs reports what is no package, for sure, of what stands after the flags.
func (c *command) checkArgs(args []string) error {
	if len(args) > 0 && (args[0] == "map" || args[0] == "explain" || args[0] == "contracts") {
		return nil // they read what follows themselves
	}
	for _, arg := range args {
		switch {
		case strings.TrimSpace(arg) == "":
			return errors.New("an empty argument is no package: is a variable unset?")
		case lineOfFile.MatchString(arg) && args[0] != "help":
			return fmt.Errorf("%s is no package; loopcheck explain %s says why a line is told, or why not", arg, arg)
		case arg == "-":
			return errors.New("- is no package: loopcheck reads no code from its input")
		case strings.HasPrefix(arg, "-"):
			return fmt.Errorf("%s stands after the packages; write flags before them", arg)
		case arg == "true" || arg == "false":
			return fmt.Errorf("%s is no package; a flag that is on or off takes it after =: -tests=%s", arg, arg)
		}
	}
	if len(args) > 0 && !isCommand(args[0]) && !strings.ContainsAny(args[0], "./") { // a path is meant as one
		if _, err := c.rule(args[0]); err == nil {
			return fmt.Errorf("%s is a rule: see loopcheck help %s, or run it alone with -rules %s; a directory is ./%s", args[0], args[0], args[0], args[0])
		}
		if near := nearest(args[0], commands); near != "" {
			return fmt.Errorf("%s is no command; do you mean %s? A directory is ./%s", args[0], near, args[0])
		}
	}
	return nil
}

var lineOfFile = regexp.MustCompile(`\.go:\d+(:\d+)?$`)

// adviseOnFiles says what to do where files were named, and what other files of their
// package have is missing.
func adviseOnFiles(result *stream.Result, patterns []string) {
	i := slices.IndexFunc(patterns, func(p string) bool { return filepath.Ext(p) == ".go" })
	if i < 0 {
		return
	}
	for n := range result.Failures {
		f := &result.Failures[n]
		if f.Hint == "" && strings.HasPrefix(f.Message, "undefined: ") {
			f.Hint = "a file alone is a package without the others; name the package: ./" + filepath.ToSlash(filepath.Dir(patterns[i]))
		}
	}
}

// commands are the first arguments that are no packages.
var commands = []string{"contracts", "explain", "help", "map", "version"}

func isCommand(arg string) bool { return slices.Contains(commands, arg) }

// nearest is the one of some names that a misspelt one is for: two letters away at
// most, and less than half of it. It is empty if there is none.
func nearest(name string, names []string) string {
	best, at := "", min(3, (len(name)+1)/2)
	for _, n := range names {
		if d := distance(name, n); d < at && d > 0 {
			best, at = n, d
		}
	}
	return best
}

// distance is the number of bytes to insert, delete, replace or swap with their
// neighbours to make b of a: the optimal string alignment distance.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
