package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/coverage"
	"slices"
	"strconv"
	"strings"
)

// instrumented are the packages whose basic blocks count as steps. Those of the
// standard library are there because a linear search is one call of slices, and
// a walk over a whole package one of go/ast. What go/types does is counted while
// analyzers ask it; the type check itself is over by then. The runtime cannot be
// counted: copies and concatenations show in the bytes that are allocated.
const instrumented = "github.com/loopcheck/loopcheck/analyzers/...,golang.org/x/tools/go/types/...,golang.org/x/tools/go/ast/...," +
	"golang.org/x/tools/go/cfg,go/ast,go/token,go/types,go/constant,slices,maps,sort,strings,bytes,iter,cmp"

// build makes this command with counters.
func build(program string) error {
	cmd := exec.Command("go", "build", "-cover", "-covermode=atomic", "-coverpkg="+instrumented, "-o", program,
		"github.com/loopcheck/loopcheck/analyzers/internal/ruletest/growth")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	return nil
}

// explain prints the blocks whose counts grew the most when a shape doubled
// twice. It is for people who wonder where the steps go.
func explain(name string, n int) error {
	dir, err := os.MkdirTemp("", "growth")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if counted() {
		return explainHere(dir, name, n)
	}
	program := filepath.Join(dir, "growth")
	if err := build(program); err != nil {
		return err
	}
	cmd := exec.Command(program, "-explain", name, "-n", strconv.Itoa(n))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "GOCOVERDIR="+dir)
	return cmd.Run()
}

func explainHere(dir, name string, n int) error {
	i := slices.IndexFunc(shapes, func(s shape) bool { return s.name == name })
	if i < 0 {
		return fmt.Errorf("there is no shape %q", name)
	}
	if n == 0 {
		n = shapes[i].n
	}
	var counts [2]map[string]int64
	for j := range counts {
		if _, err := measure(shapes[i], n<<(2*j), 0); err != nil {
			return err
		}
		var err error
		if counts[j], err = blocks(filepath.Join(dir, strconv.Itoa(j))); err != nil {
			return err
		}
	}
	grown := slices.SortedFunc(maps.Keys(counts[1]), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[1][b]-counts[0][b], counts[1][a]-counts[0][a]), cmp.Compare(a, b))
	})
	for _, b := range grown[:min(len(grown), 20)] {
		fmt.Printf("%12d %12d  %s\n", counts[0][b], counts[1][b], b)
	}
	return nil
}

// blocks returns how often each block ran since the last clear.
func blocks(dir string) (map[string]int64, error) {
	if err := os.Mkdir(dir, 0o777); err != nil {
		return nil, err
	}
	if err := coverage.WriteMetaDir(dir); err != nil {
		return nil, err
	}
	if err := coverage.WriteCountersDir(dir); err != nil {
		return nil, err
	}
	text := filepath.Join(dir, "text")
	if out, err := exec.Command("go", "tool", "covdata", "textfmt", "-i="+dir, "-o="+text).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go tool covdata: %w\n%s", err, out)
	}
	data, err := os.ReadFile(text)
	if err != nil {
		return nil, err
	}
	counts := make(map[string]int64)
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) != 3 || strings.Contains(fields[0], "/ruletest/") {
			continue // the mode, and what measures
		}
		n, err := strconv.ParseInt(fields[2], 10, 64)
		if err != nil {
			return nil, err
		}
		at, _, _ := strings.Cut(fields[0], ",")
		counts[at] = n
	}
	return counts, nil
}
