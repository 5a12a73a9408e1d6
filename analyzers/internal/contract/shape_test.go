package contract_test

import (
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

func TestMatch(t *testing.T) {
	tests := []struct {
		pattern, name string
		want          bool
	}{
		{"", "", true}, {"", "a", false},
		{"Draw", "Draw", true}, {"Draw", "Draws", false}, {"Draw", "draw", false},
		{"*", "", true}, {"*", "anything", true},
		{"Set*", "Set", true}, {"Set*", "SetText", true}, {"Set*", "ResetText", false},
		{"*Func", "SetFunc", true}, {"*Func", "Func", true}, {"*Func", "FuncSet", false},
		{"Set*Func", "SetFunc", true}, {"Set*Func", "SetChangedFunc", true}, {"Set*Func", "SetFun", false},
		{"*Menu*", "MainMenuItem", true}, {"*Menu*", "Menu", true}, {"*Menu*", "Main", false},
		{"a*b*c", "abc", true}, {"a*b*c", "axxbxxc", true}, {"a*b*c", "acb", false},
		{"**", "", true}, {"**", "x", true},
		{"SetSet*", "SetSet", true}, {"SetSet*", "Set", false}, // the ends must not overlap
		{"ab*bc", "abc", false}, {"ab*bc", "abbc", true},
	}
	for _, test := range tests {
		if got := contract.Match(test.pattern, test.name); got != test.want {
			t.Errorf("Match(%q, %q) = %v", test.pattern, test.name, got)
		}
	}
}

// FuzzMatch compares with the definition: a star stands for nothing, or for a
// character and what a star stands for.
func FuzzMatch(f *testing.F) {
	for _, seed := range [][2]string{{"", ""}, {"*", "x"}, {"Set*Func", "SetChangedFunc"}, {"a**b", "ab"}, {"ab*bc", "abc"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, name string) {
		if strings.Count(pattern, "*") > 4 || len(name) > 50 {
			t.Skip("the definition takes its time")
		}
		if got, want := contract.Match(pattern, name), byDefinition(pattern, name); got != want {
			t.Errorf("Match(%q, %q) = %v, want %v", pattern, name, got, want)
		}
	})
}

func byDefinition(pattern, name string) bool {
	switch {
	case pattern == "":
		return name == ""
	case pattern[0] == '*':
		return byDefinition(pattern[1:], name) || name != "" && byDefinition(pattern, name[1:])
	}
	return name != "" && name[0] == pattern[0] && byDefinition(pattern[1:], name[1:])
}

func TestShape(t *testing.T) {
	p := ruletest.Load(t, `package a
		type Msg any
		type Cmd = func() Msg
		type Named func() Msg
		type model struct{}
		func (model) update(Msg) (model, Cmd) { return model{}, nil }
		func (*model) update2(Msg, int, string) Cmd { return nil }
		func plain() {}
		func view() string { return "" }
		func named(*model) Named { return nil }
		func variadic(...Msg) Cmd { return nil }`)
	const a = "example.com/a"
	tests := []struct {
		code contract.Code
		want string // the functions that it selects
	}{
		{contract.Shape("*", nil, nil), "plain"},
		{contract.Shape("*", []string{"…"}, []string{"…"}), "named plain update update2 variadic view"},
		{contract.Shape("*", nil, []string{"string"}), "view"},
		{contract.Shape("view", nil, []string{"string"}), "view"},
		{contract.Shape("View", nil, []string{"string"}), ""},
		{contract.Shape("*", []string{a + ".Msg"}, []string{"_", "func() " + a + ".Msg"}), "update"},
		{contract.Shape("*", []string{a + ".Msg"}, []string{"_", a + ".Cmd"}), "update"}, // by the alias's name as well
		{contract.Shape("*", []string{a + ".Msg", "…"}, []string{"…", a + ".Cmd"}), "update update2"},
		{contract.Shape("*", []string{a + ".Msg", "_", "_"}, []string{"_"}), "update2"},
		{contract.Shape("*", []string{a + ".Msg", "_"}, []string{"_"}), ""},
		{contract.Shape("*", []string{"*" + a + ".model"}, []string{a + ".Named"}), "named"},
		{contract.Shape("*", []string{"…", "string", "…"}, []string{"…"}), "update2"},
		{contract.Shape("*", []string{"…", "…"}, []string{"_"}), "named update2 variadic view"},
		{contract.FuncType(a, "Cmd"), ""}, // only a shape selects by signature
	}
	for _, test := range tests {
		var got []string
		for _, obj := range p.Packages[0].TypesInfo.Defs {
			if fn, ok := obj.(*types.Func); ok && test.code.HasShape(fn.Name(), fn.Signature()) {
				got = append(got, fn.Name())
			}
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%v -> %v selects %q, want %q", test.code.Params, test.code.Results, s, test.want)
		}
	}
}

// TestBeside: View() string says nothing unless an Update stands beside it.
func TestBeside(t *testing.T) {
	p := ruletest.Load(t, `package a
		type Msg any
		type part struct{}
		func (part) Update(Msg) part { return part{} }
		func (part) View() string { return "" }
		type other struct{}
		func (*other) View() string { return "" }`)
	update := contract.Shape("Update", []string{"example.com/a.Msg"}, []string{"_"})
	view := contract.Shape("View", nil, []string{"string"})
	if !view.HasSibling(nil) {
		t.Error("a shape that asks for no sibling wants one")
	}
	view.Beside = []contract.Code{update}
	for name, want := range map[string]bool{"part": true, "other": false} {
		named := p.Packages[0].Types.Scope().Lookup(name).Type().(*types.Named)
		if got := view.HasSibling(named); got != want {
			t.Errorf("%s has the sibling: %v", name, got)
		}
	}
	if view.HasSibling(nil) {
		t.Error("a function without a receiver has a sibling")
	}
}

// TestServes: the functions that are generated to register a service tell its methods,
// and nothing that only looks like one does.
func TestServes(t *testing.T) {
	p := ruletest.Load(t, `
-- example.com/rpc/rpc.go --
package rpc

type Registrar interface{ Register(name string) }

type Server struct{}
-- example.com/a/a.go --
package a

import "example.com/rpc"

type EchoServer interface {
	Say(string) error
	mustEmbed()
}

type plain struct{}

func RegisterEchoServer(r rpc.Registrar, s EchoServer)             {}
func RegisterPlainServer(r rpc.Registrar, s plain)                 {}
func RegisterLateServer(s EchoServer, r rpc.Registrar)             {}
func RegisterMoreServer(r rpc.Registrar, s EchoServer, names ...int) {}
func EchoServerOf(r rpc.Registrar, s EchoServer)                   {}
func RegisterNothingServer()                                       {}
`)
	served := contract.Served("Register*Server", []string{"example.com/rpc.Registrar", "_"}, 1)
	var got []string
	scope := p.Packages[len(p.Packages)-1].Types.Scope()
	for _, name := range scope.Names() {
		fn, ok := scope.Lookup(name).(*types.Func)
		if !ok {
			continue
		}
		if service := served.Serves(name, fn.Signature()); service != nil {
			for m := range service.Methods() {
				got = append(got, name+" "+m.Name())
			}
		}
	}
	if want := []string{"RegisterEchoServer Say", "RegisterEchoServer mustEmbed"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
