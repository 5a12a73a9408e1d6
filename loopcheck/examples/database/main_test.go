package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestTell(t *testing.T) {
	var out strings.Builder
	if err := tell(&out, filepath.Join(t.TempDir(), "users.db")); err != nil {
		t.Fatal(err)
	}
	want := `user 2 is [bjarne bjarne bjarne bjarne bjarne bjarne bjarne bjarne]
queries: 1
user 4: sql: no rows in result set
`
	if out.String() != want {
		t.Errorf("printed:\n%s\nwant:\n%s", &out, want)
	}
}
