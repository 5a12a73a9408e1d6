package main

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestShapes: each shape is a program that compiles, and has a name of its own.
func TestShapes(t *testing.T) {
	names := make(map[string]bool)
	for _, s := range shapes {
		if names[s.name] {
			t.Errorf("two shapes are called %q", s.name)
		}
		names[s.name] = true
		if _, err := ruletest.Check(s.program(s.n)); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
	}
}
