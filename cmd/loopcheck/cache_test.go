package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// cached are the packages of the corpus that the cache is tried on: each kind of finding
// crosses packages there, and a framework is among them. All of the corpus takes minutes.
var cached = []string{"./src/executor/...", "./src/loopblock/tview/...", "./src/loopblock/xpkg/...", "./src/loopleak/..."}

// TestCacheOverCorpus: whoever has a cache is told of the corpus what everybody is, byte
// for byte in each format: with nothing in it, with all, and with all of it spoiled.
func TestCacheOverCorpus(t *testing.T) {
	cache := t.TempDir()
	run := func(cache string) []byte {
		t.Helper()
		out := t.TempDir()
		args := append([]string{"-cache", cache, "-tier", "strict", "-coverage",
			"-format", "text", "-format", "json=" + filepath.Join(out, "json"), "-format", "sarif=" + filepath.Join(out, "sarif"),
			"-format", "github=" + filepath.Join(out, "github")}, cached...)
		cmd := command(t, filepath.Join("..", "..", "testdata"), args...)
		said, err := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != 3 {
			t.Fatalf("%v\n%s", err, said)
		}
		for _, format := range []string{"json", "sarif", "github"} {
			text, err := os.ReadFile(filepath.Join(out, format))
			if err != nil {
				t.Fatal(err)
			}
			said = append(said, text...)
		}
		return said
	}
	want := run("off")
	for _, state := range []string{"empty", "full", "spoiled", "mended"} {
		if state == "spoiled" {
			spoil(t, cache)
		}
		if got := run(cache); !bytes.Equal(got, want) {
			t.Errorf("with a cache that is %s the run says something else: %d bytes, want %d", state, len(got), len(want))
		}
	}
}

// spoil replaces the bytes at the end of each file of a cache.
func spoil(t *testing.T, cache string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(cache, "*", "*-[ad]"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files in the cache, %v", len(files), err)
	}
	for i, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 && len(text) > 0 {
			text[len(text)-1] ^= 0xff
		} else {
			text = text[:len(text)/2]
		}
		if err := os.WriteFile(name, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
