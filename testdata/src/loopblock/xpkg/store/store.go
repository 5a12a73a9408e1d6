// Package store keeps articles in a git repository. It has no loop of its own, so nothing in it is a finding.
package store

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A Store is a repository of articles.
type Store struct {
	dir string
	n   int
}

// Open opens the store in dir.
func Open(dir string) (*Store, error) {
	names, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	return &Store{dir: dir, n: len(names)}, nil
}

// MustOpen is Open for those who cannot go on without.
func MustOpen(dir string) *Store {
	s, err := Open(dir)
	if err != nil {
		panic(err)
	}
	return s
}

// Save writes an article.
func (s *Store) Save(name string, body []byte) error {
	return s.write(filepath.Join(s.dir, name), body)
}

func (s *Store) write(path string, body []byte) error {
	s.n++
	if err := os.WriteFile(path, body, 0o600); err != nil {
		return err
	}
	return exec.Command("git", "-C", s.dir, "commit", "-a", "-m", path).Run()
}

// SaveLater writes an article some time and does not wait for it.
func (s *Store) SaveLater(name string, body []byte) {
	go s.Save(name, body)
}

// Len returns how many articles were saved.
func (s *Store) Len() int { return s.n }

// Load decodes an article.
func Load[T any](s *Store, name string) (T, error) {
	var v T
	body, err := exec.Command("git", "-C", s.dir, "show", "HEAD:"+name).Output()
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(body, &v)
}

// Sync pushes everything to the server, slowly.
func (s *Store) Sync(url string) error {
	resp, err := http.Post(url, "application/json", nil)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Each calls f for each name, before it returns.
func Each(names []string, f func(name string)) {
	for _, name := range names {
		f(name)
	}
}

// Async calls f on a goroutine of its own.
func Async(f func()) {
	go func() {
		time.Sleep(time.Millisecond)
		f()
	}()
}

// A Hook is called when an article was saved. Register keeps it.
type Hook func(name string)

var hooks []Hook

// Register keeps f for later.
func Register(f Hook) { hooks = append(hooks, f) }

// A Source is anything that has articles. Its implementers are elsewhere.
type Source interface {
	Articles() ([]string, error)
}

// Names reads the directory.
func (s *Store) Names() ([]string, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, nil
}
