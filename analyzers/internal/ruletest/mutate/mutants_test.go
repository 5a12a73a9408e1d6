// Package mutate changes the corpus at random and analyses what comes of it: no
// program makes an analyzer panic, run on, or say one thing now and another
// next time.
package mutate

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/go/packages"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

var (
	number   = flag.Int("mutants", 1000, "analyse at least as many mutants that compile")
	seed     = flag.Uint64("seed", 1, "which ones")
	keep     = flag.String("keep", "", "the folder for the sources of failing mutants, instead of a temporary one")
	patience = flag.Duration("patience", 5*time.Second, "an analysis that takes longer, on an idle machine, hangs")
)

// TestMutants: a well-typed mutant is analysed without a panic and before long,
// the same on a second run, and nothing is said twice or nowhere.
func TestMutants(t *testing.T) {
	ruletest.Long(t, "loads the frameworks from their sources")
	for _, a := range analyzers.Suite() {
		if a.Flags.Lookup("tier") != nil {
			before := a.Flags.Lookup("tier").Value.String()
			a.Flags.Set("tier", "strict") // to see the most
			t.Cleanup(func() { a.Flags.Set("tier", before) })
		}
	}
	c := load(t)
	if len(c.packages) == 0 {
		t.Fatal("there is nothing to mutate")
	}
	start := time.Now()
	s := &survey{t: t, kinds: make(map[string]int)}
	for i := 0; s.typed < *number; i += batch {
		if s.all() > 20**number {
			t.Fatalf("only %d of %d mutants compile", s.typed, s.all())
		}
		s.run(c, i)
	}
	t.Logf("seed %d: %d mutants, %d well typed, %d ill typed, %d findings, %d failures of %d kinds in %s",
		*seed, s.all(), s.typed, s.ill, s.findings, s.failures, len(s.kinds), time.Since(start).Round(time.Second))
}

// batch is how many mutants run until they are counted.
const batch = 100

// run tries the mutants of one batch, side by side.
func (s *survey) run(c *corpus, from int) {
	next := make(chan int, batch)
	for i := range batch {
		next <- from + i
	}
	close(next)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				s.note(c.try(i))
			}
		})
	}
	wg.Wait()
}

// A trial is what became of one mutant.
type trial struct {
	mutant   *mutant
	typed    bool
	findings int
	err      error
}

// try makes the mutant number i and analyses it. Each number has its own
// random numbers, so that the order of the trials is of no matter.
func (c *corpus) try(i int) trial {
	rng := rand.New(rand.NewPCG(*seed, uint64(i)))
	m := c.mutant(rng)
	pkg, err := c.check(m)
	defer func() { remove(pkg.Fset, pkg.Syntax) }()
	if err != nil {
		return trial{mutant: m}
	}
	n, err := c.judge(pkg)
	return trial{m, true, n, err}
}

// judge analyses a package twice, and returns the number of findings.
func (c *corpus) judge(pkg *packages.Package) (int, error) {
	var first string
	var n int
	for run := range 2 {
		out, err := c.watched(pkg)
		if err != nil {
			return 0, err
		}
		if err := out.check(pkg.Fset); err != nil {
			return 0, err
		}
		text, err := out.text(pkg.Fset)
		if err != nil {
			return 0, err
		}
		if run > 0 && text != first {
			return 0, fmt.Errorf("the second run differs:\n%s", difference(first, text))
		}
		first, n = text, len(out.findings)
	}
	return n, nil
}

// watched analyses a package, and does not wait for ever.
func (c *corpus) watched(pkg *packages.Package) (*outcome, error) {
	type result struct {
		out *outcome
		err error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if p := recover(); p != nil {
				r.err = fmt.Errorf("panic: %v\n%s", p, ours(debug.Stack()))
			}
			done <- r
		}()
		r.out, r.err = c.driver.analyse(pkg)
	}()
	// A busy machine is no reason to fail: what counts is what the process had
	// of it, which is no more than as much for each worker.
	start := cpu()
	look := time.NewTicker(*patience)
	defer look.Stop()
	for {
		select {
		case r := <-done:
			return r.out, r.err
		case <-look.C:
			if cpu()-start >= *patience*time.Duration(runtime.GOMAXPROCS(0)) {
				return nil, errors.New("hangs")
			}
		}
	}
}

// ours keeps of a stack the functions that are not the runtime's, without
// addresses: what tells one kind of panic from another.
func ours(stack []byte) string {
	var lines []string
	for line := range strings.Lines(string(stack)) {
		_, at, ok := strings.Cut(line, "/analyzers/")
		if ok && strings.HasPrefix(line, "\t") && !strings.Contains(at, "/mutate/") {
			at, _, _ = strings.Cut(at, " +0x")
			lines = append(lines, "\t"+strings.TrimSpace(at))
		}
	}
	return strings.Join(lines[:min(len(lines), 6)], "\n")
}

func difference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return as[i] + "\n" + bs[i]
		}
	}
	return fmt.Sprintf("%d lines and %d", len(as), len(bs))
}

// A survey counts the trials, and shows one failure of each kind.
type survey struct {
	t *testing.T

	mu                             sync.Mutex
	typed, ill, findings, failures int
	kinds                          map[string]int
	dir                            string
}

func (s *survey) all() int { return s.typed + s.ill }

func (s *survey) note(r trial) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !r.typed {
		s.ill++
		return
	}
	s.typed++
	s.findings += r.findings
	if r.err == nil {
		return
	}
	s.failures++
	kind := kindOf(r.err)
	if s.kinds[kind]++; s.kinds[kind] > 1 {
		return
	}
	s.t.Errorf("%s\n%v\nits source is %s", r.mutant, r.err, s.save(r.mutant))
}

// kindOf is what failures of one cause have in common: a panic's place, or the
// first words.
func kindOf(err error) string {
	text := err.Error()
	if strings.HasPrefix(text, "panic: ") {
		_, stack, _ := strings.Cut(text, "\n")
		place, _, _ := strings.Cut(stack, "\n")
		return place
	}
	kind, _, _ := strings.Cut(text, ":")
	return kind
}

func (s *survey) save(m *mutant) string {
	if s.dir == "" {
		s.dir = *keep
	}
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "mutants")
		if err != nil {
			return err.Error()
		}
		s.dir = dir
	}
	name := filepath.Join(s.dir, fmt.Sprintf("%d-%s", len(s.kinds), filepath.Base(m.file)))
	if err := os.WriteFile(name, []byte(m.source), 0o666); err != nil {
		return err.Error()
	}
	return name
}
