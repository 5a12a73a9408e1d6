package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestChainsAreBounded: a finding at each level of a chain of calls explains
// itself in a number of lines that does not grow with the chain, so that output
// is linear in the number of findings.
func TestChainsAreBounded(t *testing.T) {
	for _, format := range []string{"-json=false", "-json"} {
		short, long := perFinding(t, 100, format), perFinding(t, 200, format)
		if long > short*11/10 {
			t.Errorf("%s: a finding takes %d bytes in a chain of 100, %d in one of 200", format, short, long)
		}
	}
}

// perFinding returns how many bytes are printed for each finding in a chain of n.
func perFinding(t *testing.T, n int, format string) int {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example.com/chain\n\ngo 1.26\n", "hub.go": chainOf(n)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var stderr strings.Builder
	cmd := command(t, dir, "-cache", "off", format, "-tier=strict", "./...")
	cmd.Stderr = &stderr
	out, _ := cmd.Output() // it finds something
	findings := strings.Count(string(out), "time.Sleep blocks")
	if findings != n {
		t.Fatalf("%d findings, want %d\n%s", findings, n, &stderr)
	}
	return len(out) / findings
}

// chainOf returns a loop that calls f0, which sleeps and calls f1, and so on.
func chainOf(n int) string {
	var b strings.Builder
	b.WriteString(`package hub

import "time"

type Hub struct {
	in   chan int
	quit chan bool
}

func New() *Hub {
	h := &Hub{in: make(chan int), quit: make(chan bool)}
	go h.run()
	return h
}

func (h *Hub) run() {
	for {
		select {
		case <-h.in:
			h.f0000()
		case <-h.quit:
			return
		}
	}
}
`)
	for i := range n - 1 {
		fmt.Fprintf(&b, "\nfunc (h *Hub) f%04d() {\n\ttime.Sleep(2 * time.Second)\n\th.f%04d()\n}\n", i, i+1)
	}
	fmt.Fprintf(&b, "\nfunc (h *Hub) f%04d() { time.Sleep(2 * time.Second) }\n", n-1)
	return b.String()
}
