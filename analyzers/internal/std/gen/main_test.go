package main

import (
	"bytes"
	"os"
	"runtime"
	"strings"
	"testing"
)

// TestGenerated: the table is what gen writes today. If it is not, run
// "go generate ./analyzers/internal/std" and review the difference.
func TestGenerated(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses the standard library")
	}
	want, err := os.ReadFile("../table.txt")
	if err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(string(want), "\n")
	if !strings.Contains(header, " "+minor(runtime.Version())+";") {
		t.Skipf("the table is another release's: %s", header)
	}
	got, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	t.Error("table.txt is stale: run go generate ./analyzers/internal/std")
	shown := 0
	for _, side := range []struct {
		mark       string
		text, than []byte
	}{{"-", want, got}, {"+", got, want}} {
		other := make(map[string]bool)
		for line := range strings.Lines(string(side.than)) {
			other[line] = true
		}
		for line := range strings.Lines(string(side.text)) {
			if !other[line] && shown < 40 {
				shown++
				t.Logf("%s%s", side.mark, strings.TrimSuffix(line, "\n"))
			}
		}
	}
}

func TestMinor(t *testing.T) {
	for version, want := range map[string]string{
		"go1.26.8": "go1.26", "go1.26": "go1.26", "go1.27rc1": "go1.27rc1", "devel": "devel",
	} {
		if got := minor(version); got != want {
			t.Errorf("minor(%q) = %q, want %q", version, got, want)
		}
	}
}
