package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// TestRepeats: a for statement that looks for one thing does it once.
func TestRepeats(t *testing.T) {
	g := graphOf(t, `package a
		type command struct { name string; kind, at int; run func() }
		const wanted = 1
		func dispatch(commands map[string]command, selected string, ok bool, k int) {
			for name, c := range commands {
				if name == selected { picked1() }
				if ok && c.name == selected { picked2() }
				if c.at == k { picked3(); return }
				if ok { picked4(); return }
				if c.kind == wanted { each1() }
				if c.name != selected { each2() }
				if selected == c.name { picked5() } else { each3() }
				if c.run == nil { each4() }
				if c.name == commands[c.name].name { each5() }
				if c.at == k { for range 3 { each6() } }
				each7()
			}
			for range k {
				for i := 0; i < k; i++ {
					if i == k { each8() }
				}
			}
			if selected == "" { once() }
		}
		func picked1(); func picked2(); func picked3(); func picked4(); func picked5(); func once()
		func each1(); func each2(); func each3(); func each4(); func each5(); func each6(); func each7(); func each8()`)
	i := slices.IndexFunc(g.Funcs, func(f *program.Func) bool { return f.Name() == "dispatch" })
	for _, call := range g.Funcs[i].Calls {
		name := words.Spell(call.Expr.Fun)
		if want := strings.HasPrefix(name, "each"); call.Repeats() != want {
			t.Errorf("%s repeats: %v", name, call.Repeats())
		}
	}
}

// TestFailing: what stands below "if err != nil" is done after an error.
func TestFailing(t *testing.T) {
	g := graphOf(t, `package a
		func f(err error, p *int, ok bool) {
			if err != nil { failing1() } else { fine1() }
			if nil != err && ok { failing2(); if ok { failing3() } }
			if err == nil { fine2() }
			if p != nil { fine3() }
			fine4()
		}
		func failing1(); func failing2(); func failing3()
		func fine1(); func fine2(); func fine3(); func fine4()`)
	i := slices.IndexFunc(g.Funcs, func(f *program.Func) bool { return f.Name() == "f" })
	for _, call := range g.Funcs[i].Calls {
		name := words.Spell(call.Expr.Fun)
		if want := strings.HasPrefix(name, "failing"); call.Failing != want {
			t.Errorf("%s is done after an error: %v", name, call.Failing)
		}
	}
}
