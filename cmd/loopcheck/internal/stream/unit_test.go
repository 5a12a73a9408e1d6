package stream

import (
	"go/token"
	"testing"
)

func TestParsePosition(t *testing.T) {
	for in, want := range map[string]token.Position{
		"":             {},
		"-":            {},
		"a.go":         {Filename: "a.go"},
		"a.go:3":       {Filename: "a.go", Line: 3},
		"a.go:3:8":     {Filename: "a.go", Line: 3, Column: 8},
		`C:\a.go:3:8`:  {Filename: `C:\a.go`, Line: 3, Column: 8},
		"dir:x/a.go:3": {Filename: "dir:x/a.go", Line: 3},
	} {
		if got := parsePosition(in); got != want {
			t.Errorf("parsePosition(%q) = %#v, want %#v", in, got, want)
		}
	}
}

func TestGCPercent(t *testing.T) {
	for _, test := range []struct {
		live uint64
		want int
	}{
		{0, 200},
		{1 << 20, 200},
		{300 << 20, 200},
		{600 << 20, 100},
		{1200 << 20, 50},
		{8 << 30, 40},
	} {
		if got := gcPercent(test.live); got != test.want {
			t.Errorf("gcPercent(%d MB) = %d, want %d", test.live>>20, got, test.want)
		}
	}
}
