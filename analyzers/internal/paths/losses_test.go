package paths_test

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
)

func TestLosses(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"none", `mu.Lock(); mu.Unlock()`, ""},
		{"at the end", `mu.Lock(); mu.Unlock(); mu.Lock()`, "mu"},
		{"where it returns", `mu.Lock(); if c { return }; mu.Unlock()`, "mu"},
		{"where it breaks", `for { mu.Lock(); if c { break }; mu.Unlock(); break }`, "mu"},
		{"where it continues", `for c { mu.Lock(); if d { continue }; mu.Unlock() }`, "mu again"},
		{"on one condition", `if c { mu.Lock() }; at(); if c { mu.Unlock() }`, ""},
		{"deferred", `mu.Lock(); defer mu.Unlock(); if c { return }; at()`, ""},
		{"deferred on one branch", `if c { mu.Lock(); defer mu.Unlock() }; at()`, ""},
		{"where it panics", `mu.Lock(); if c { panic("x") }; mu.Unlock()`, ""},
		{"locked below a condition in a for", `for c { if d { mu.Lock() }; if e { continue }; mu.Unlock() }`, ""},
		{"where it continues, behind a guard", `for c { if e { continue }; mu.Lock(); if d { continue }; mu.Unlock() }`, "mu again"},
		{"kept for the next round, behind a guard", `for c { if e { mu.Unlock(); continue }; mu.Lock(); if d { continue }; mu.Unlock() }`, ""},
		{"kept until after the rounds", `for c { if e { continue }; mu.Lock(); if d { continue }; mu.Unlock() }; mu.Unlock()`, ""},
		{"unlocked after the rounds alone", `for c { mu.Lock(); if d { continue }; if e { break } }; mu.Unlock()`, "mu again, mu again"},
		{"of two", `mu.Lock(); mv.Lock(); if c { mv.Unlock(); return }; mv.Unlock(); mu.Unlock()`, "mu"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := function(t, test.src)
			var got []string
			for _, loss := range paths.NewLocks(paths.New(f, mayReturn, nil), locking).Losses(func(string, ast.Node) bool { return false }) {
				text := loss.Key
				if loss.Again != nil {
					text += " again"
				}
				got = append(got, text)
			}
			if text := strings.Join(got, ", "); text != test.want {
				t.Errorf("lost %q, want %q", text, test.want)
			}
		})
	}
}

func TestAtExits(t *testing.T) {
	for src, want := range map[string]string{
		`mu.Lock()`: "[mu]", `mu.Lock(); mu.Unlock()`: "[]", `mu.Lock(); defer mu.Unlock()`: "[]",
		`mu.Lock(); if c { mu.Unlock(); return }`: "[]", `mu.Lock(); if c { return }; at()`: "[mu]", `for { mu.Lock() }`: "[]",
	} {
		f := function(t, src)
		if got := fmt.Sprint(paths.NewLocks(paths.New(f, mayReturn, nil), locking).AtExits()); got != want {
			t.Errorf("%s: %s at exits, want %s", src, got, want)
		}
	}
}
