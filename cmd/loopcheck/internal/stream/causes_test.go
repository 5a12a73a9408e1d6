package stream

import "testing"

func TestExplain(t *testing.T) {
	for _, test := range []struct{ message, short, hint string }{
		{
			"no required module provides package example.org/a; to add it:\n\tgo get example.org/a",
			"no required module provides package example.org/a", "run go mod tidy",
		},
		{
			"missing go.sum entry for module providing package example.org/a (imported by example.com/b); to add:\n\tgo get example.com/b",
			"missing go.sum entry for module providing package example.org/a", "run go mod tidy",
		},
		{
			"example.org/a@v1.0.0: missing go.sum entry for go.mod file; to add it:\n\tgo mod download example.org/a",
			"example.org/a@v1.0.0: missing go.sum entry for go.mod file", "run go mod tidy",
		},
		{
			"cannot find module providing package example.org/a: import lookup disabled by -mod=vendor\n\t(Go version in go.mod is at least 1.14 and vendor directory exists.)",
			"cannot find module providing package example.org/a", "run go mod vendor",
		},
		{
			"go: inconsistent vendoring in /src/a:\n\texample.org/x@v1.0.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.",
			"inconsistent vendoring in /src/a", "run go mod vendor",
		},
		{
			"write /cache/ed/ed6e-d: no space left on device",
			"write /cache/ed/ed6e-d: no space left on device", "make room, or set GOCACHE to a directory elsewhere",
		},
		{"package foo is not in std (/usr/local/go/src/foo)", "there is no package foo", "a directory is ./foo, a command is in loopcheck help"},
		{"package foo/bar is not in std (/usr/local/go/src/foo/bar)", "package foo/bar is not in std (/usr/local/go/src/foo/bar)", ""},
		{`err: go command required, not found: exec: "go": executable file not found in $PATH: stderr: `, "go command required, not found", "loopcheck asks it for packages: put it into PATH"},
		{"import cycle not allowed in test", "import cycle not allowed in test", "a test that imports what imports its package belongs into package NAME_test"},
		{
			"go: cannot load module b listed in go.work file: open b/go.mod: no such file or directory",
			"cannot load module b listed in go.work file: open b/go.mod: no such file or directory", "mend it, or take it out with go work edit -dropuse",
		},
		{"module lookup disabled by GOPROXY=off", "module lookup disabled by GOPROXY=off", ""},
	} {
		short, hint, key := explain(test.message)
		if short != test.short || hint != test.hint || key == "" {
			t.Errorf("explain(%q) = %q, %q, %q, want %q, %q", test.message, short, hint, key, test.short, test.hint)
		}
	}
	_, _, a := explain("no required module provides package example.org/a; to add it:\n\tgo get example.org/a")
	_, _, b := explain("no required module provides package example.org/b; to add it:\n\tgo get example.org/b")
	if a != b {
		t.Error("two packages that are missing have two causes")
	}
}
