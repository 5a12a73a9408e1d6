package cache_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/cache"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

func open(t *testing.T, dir string) *cache.Disk {
	t.Helper()
	d, err := cache.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func wantFound(t *testing.T, d cache.Cache, key stream.Key, want string) {
	t.Helper()
	if got, found := d.Get(key); !found || string(got) != want {
		t.Errorf("got %q, %t; want %q", got, found, want)
	}
}

func wantMissing(t *testing.T, d cache.Cache, key stream.Key) {
	t.Helper()
	if got, found := d.Get(key); found {
		t.Errorf("got %q", got)
	}
}

func TestDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	d := open(t, dir)
	wantMissing(t, d, stream.Key{1})
	d.Put(stream.Key{1}, []byte("one"))
	d.Put(stream.Key{2}, nil)
	d.Close()
	d = open(t, dir)
	wantFound(t, d, stream.Key{1}, "one")
	wantFound(t, d, stream.Key{2}, "")
	wantMissing(t, d, stream.Key{3})
}

// A disk that takes nothing, or takes half of it, keeps nothing.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	for i := range 256 {
		sub := filepath.Join(dir, string("0123456789abcdef"[i/16])+string("0123456789abcdef"[i%16]))
		if err := os.Remove(sub); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(sub, nil, 0o666); err != nil { // nothing can be written below a file
			t.Fatal(err)
		}
	}
	d.Put(stream.Key{1}, []byte("one"))
	wantMissing(t, d, stream.Key{1})
	d.Close()
}

// Whatever is wrong with a file, what was kept in it is missing, until it is kept again.
func TestSpoiledFiles(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	for name, spoil := range map[string]func(path string, text []byte) error{
		"gone":     func(path string, _ []byte) error { return os.Remove(path) },
		"empty":    func(path string, _ []byte) error { return os.WriteFile(path, nil, 0o666) },
		"cut":      func(path string, text []byte) error { return os.WriteFile(path, text[:len(text)-1], 0o666) },
		"longer":   func(path string, text []byte) error { return os.WriteFile(path, append(text, 'x'), 0o666) },
		"of zeros": func(path string, text []byte) error { return os.WriteFile(path, make([]byte, len(text)), 0o666) },
	} {
		for _, kind := range []string{"a", "d"} {
			d.Put(stream.Key{1}, []byte("one"))
			files, err := filepath.Glob(filepath.Join(dir, "*", "*-"+kind))
			if err != nil || len(files) != 1 {
				t.Fatalf("files %v, %v", files, err)
			}
			text, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			if err := spoil(files[0], text); err != nil {
				t.Fatal(err)
			}
			if got, found := d.Get(stream.Key{1}); found {
				t.Errorf("with a file -%s that is %s it is %q", kind, name, got)
			}
		}
	}
	d.Put(stream.Key{1}, []byte("one"))
	wantFound(t, d, stream.Key{1}, "one")
}

// Runs that share a directory find what is whole, or nothing.
func TestConcurrentDisks(t *testing.T) {
	dir := t.TempDir()
	text := bytes.Repeat([]byte("one"), 10000)
	var runs sync.WaitGroup
	for range 4 {
		d := open(t, dir)
		runs.Go(func() {
			for i := range 50 {
				key := stream.Key{byte(i % 5)}
				if got, found := d.Get(key); found && !bytes.Equal(got, text) {
					t.Errorf("found %d bytes, want %d", len(got), len(text))
				}
				d.Put(key, text)
				d.Close()
			}
		})
	}
	runs.Wait()
}
