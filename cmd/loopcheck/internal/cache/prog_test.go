package cache_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/cache"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// childVariable makes the test binary a program that keeps a cache in a directory.
const childVariable = "CACHE_TEST_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(childVariable) {
	case "":
		os.Exit(m.Run())
	case "keeps":
		serve(os.Args[1], 1<<30)
	case "ends":
		serve(os.Args[1], 3)
	case "is another":
		fmt.Println("usage: another")
	}
}

// serve answers so many requests, one after the other.
func serve(dir string, n int) {
	in, out := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)
	must(out.Encode(map[string]any{"ID": 0, "KnownCommands": []string{"get", "put", "close"}}))
	for range n {
		var r struct {
			ID                 int64
			Command            string
			ActionID, OutputID []byte
			BodySize           int64
		}
		if in.Decode(&r) != nil {
			return
		}
		action := filepath.Join(dir, fmt.Sprintf("%x", r.ActionID))
		switch r.Command {
		case "get":
			id, err := os.ReadFile(action + ".id")
			if err != nil {
				must(out.Encode(map[string]any{"ID": r.ID, "Miss": true}))
				continue
			}
			must(out.Encode(map[string]any{"ID": r.ID, "OutputID": id, "DiskPath": action}))
		case "put":
			var body []byte
			if r.BodySize > 0 {
				must(in.Decode(&body))
			}
			must(os.WriteFile(action, body, 0o666))
			must(os.WriteFile(action+".id", r.OutputID, 0o666))
			must(out.Encode(map[string]any{"ID": r.ID, "DiskPath": action}))
		case "close":
			must(out.Encode(map[string]any{"ID": r.ID}))
			return
		}
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// start starts the test binary as a program that does something.
func start(t *testing.T, does, dir string) (*cache.Prog, error) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(childVariable, does)
	return cache.Start(exe + " " + dir)
}

func TestProg(t *testing.T) {
	dir := t.TempDir()
	long := bytes.Repeat([]byte("long\n"), 100000) // more than a pipe takes
	p, err := start(t, "keeps", dir)
	if err != nil {
		t.Fatal(err)
	}
	wantMissing(t, p, stream.Key{1})
	p.Put(stream.Key{1}, []byte("one"))
	p.Put(stream.Key{2}, nil)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			p.Put(stream.Key{3, byte(i)}, long)
			wantMissing(t, p, stream.Key{4, byte(i)})
		})
	}
	all.Wait()
	p.Close()

	if p, err = start(t, "keeps", dir); err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	wantFound(t, p, stream.Key{1}, "one")
	wantFound(t, p, stream.Key{2}, "")
	wantFound(t, p, stream.Key{3, 19}, string(long))
	kept, err := filepath.Glob(filepath.Join(dir, "01*00"))
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	if err := os.WriteFile(kept[0], []byte("two"), 0o666); err != nil {
		t.Fatal(err)
	}
	wantMissing(t, p, stream.Key{1})
}

// A program that ends half way keeps nothing more, and nobody waits for it.
func TestProgEnds(t *testing.T) {
	p, err := start(t, "ends", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p.Put(stream.Key{1}, []byte("one"))
	wantFound(t, p, stream.Key{1}, "one")
	for i := range 100 {
		p.Put(stream.Key{2, byte(i)}, bytes.Repeat([]byte("x"), 10000))
	}
	p.Get(stream.Key{1})
	wantMissing(t, p, stream.Key{1})
	p.Close()
}

func TestNoProg(t *testing.T) {
	if _, err := start(t, "is another", t.TempDir()); err == nil {
		t.Error("another program is a cache")
	}
	for _, command := range []string{" ", filepath.Join(t.TempDir(), "absent")} {
		if _, err := cache.Start(command); err == nil {
			t.Errorf("%q is a cache", command)
		}
	}
}
