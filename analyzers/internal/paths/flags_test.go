package paths_test

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
)

// flags says that each name is a flag of its own.
func flags() func(*ast.Ident) *types.Var {
	vars := make(map[string]*types.Var)
	return func(id *ast.Ident) *types.Var {
		if vars[id.Name] == nil {
			vars[id.Name] = types.NewVar(token.NoPos, nil, id.Name, types.Typ[types.Bool])
		}
		return vars[id.Name]
	}
}

// TestFlags: a way on which a flag was given its value takes the branch for it.
func TestFlags(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"given on the way", `from(); ok := false; if c { met() } else { ok = true }; if ok { met() }`, ""},
		{"given before a break", `from(); var ok bool; for { if c { met(); break }; ok = true; break }; if ok { met() }`, ""},
		{"asked for its negation", `from(); ok := true; if c { met(); ok = false }; if !ok { return 1 }; met()`, ""},
		{"asked with something else", `from(); var ok bool; if c { met() } else { ok = true }; if ok && d { met() }`, "end"},
		{"given before", `ok := true; from(); if ok { met() }`, "end"},
		{"given something else as well", `from(); ok := false; ok = g(); if !ok { met() }`, "end"},
		{"by a literal", `from(); ok := false; func() { ok = true }(); if !ok { met() }`, "end"},
		{"by its address", `from(); ok := false; g(&ok); if !ok { met() }`, "end"},
		{"by a range", `from(); ok := false; for _, ok = range all { }; if !ok { met() }`, "end"},
		{"by a call", `from(); ok := false; x, ok = g(); if !ok { met() }`, "end"},
		{"in rounds", `from(); ok := false; for c { if ok { met(); return 1 }; ok = true }; met()`, ""},
		{"another name", `from(); ok, done := false, true; if ok { return 1 }; if done { met() }`, ""},
	}
	local := flags()
	for _, test := range tests {
		f := function(t, test.src)
		exit, ok := paths.New(f, mayReturn, local).Unmet(node(f, "from"), func(n ast.Node) bool { return calls(n, "met") })
		got := ""
		if ret, _ := exit.(*ast.ReturnStmt); ok {
			got = "end"
			if len(ret.Results) > 0 {
				got = "return 1"
			}
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestManyFlags: more flags than are known at once, and more of their values than a block
// is passed with, take no time.
func TestManyFlags(t *testing.T) {
	var b strings.Builder
	b.WriteString("from()\n")
	for i := range 40 {
		name := "ok" + strconv.Itoa(i)
		b.WriteString(name + " := false\nif c { " + name + " = true }\n")
	}
	for i := range 40 {
		b.WriteString("if ok" + strconv.Itoa(i) + " { g() }\n")
	}
	f := function(t, b.String()+"met()")
	local := flags()
	visits := 0
	_, open := paths.New(f, mayReturn, local).Unmet(node(f, "from"), func(n ast.Node) bool { visits++; return calls(n, "met") })
	if open || visits > 40*3*2*(8+1) {
		t.Errorf("open %v after %d visits", open, visits)
	}
}
