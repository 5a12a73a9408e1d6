package words_test

import (
	"go/parser"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// TestSpell: the user's spelling, on one line.
func TestSpell(t *testing.T) {
	prog := ruletest.Result[*program.Package](t, ruletest.Load(t, `package a
		type s struct { m map[string][]func(...int) func() }
		func f(a, b, c int) *s { return nil }
		func g(x *s) {
			f(1, 2, 3)
			x.m["key"][0](1)()
			(func() {})()
			f(1, 2, 3).m["k"][0]()
		}`), program.Analyzer)
	var got []string
	for _, f := range prog.Funcs {
		for _, call := range f.Calls {
			got = append(got, words.Spell(call.Expr.Fun))
		}
	}
	ruletest.Equal(t, strings.Join(got, "\n"), `
		f
		x.m["key"][0](…)
		x.m["key"][0]
		the function
		f(…).m["k"][0]
		f`)
}

// TestSpellArm: what an arm of a select receives.
func TestSpellArm(t *testing.T) {
	prog := ruletest.Result[*program.Package](t, ruletest.Load(t, `package a
		import ("context"; "time")
		func f(c chan int, ctx context.Context) {
			select {
			case <-c:
			case n := <-c: println(n)
			case <-ctx.Done():
			case <-time.After(1):
			}
		}`), program.Analyzer)
	var got []string
	for _, arm := range prog.Funcs[0].Ops[0].Select.Arms {
		got = append(got, words.SpellArm(arm))
	}
	ruletest.Equal(t, strings.Join(got, "\n"), `
		<-c
		<-c
		<-ctx.Done()
		the timeout`)
}

// TestLongChain: the start of a long chain is elided.
func TestLongChain(t *testing.T) {
	e, err := parser.ParseExpr("x" + strings.Repeat(".f()", 1000))
	if err != nil {
		t.Fatal(err)
	}
	if got := words.Spell(e); len(got) > 100 || !strings.HasPrefix(got, "….f") {
		t.Errorf("spelled %q", got)
	}
}

func TestImported(t *testing.T) {
	for path, want := range map[string]string{
		"time": "time", "net/http": "http", "charm.land/bubbletea/v2": "bubbletea",
		"example.com/v2ray": "v2ray", "v2": "v2", "example.com/x/v": "v", "": "",
	} {
		if got := words.Imported(path, "X"); got != want+".X" {
			t.Errorf("Imported(%q) = %q, want %q", path, got, want+".X")
		}
	}
}
