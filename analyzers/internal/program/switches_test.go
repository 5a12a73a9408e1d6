package program_test

import (
	"go/ast"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestOff: what stands below a switch that is off unless somebody turns it on.
func TestOff(t *testing.T) {
	const header = `package a
import ("flag"; "os"; "runtime")
var (
	env  = os.Getenv("X")
	set  = os.Getenv("X") != ""
	deep = len(env) > 0
	no   = flag.Bool("no", false, "")
	yes  = flag.Bool("yes", true, "")
	n    = flag.Int("n", 0, "")
	v, w bool
	plain = false
	twice = os.Getenv("X")
	late string
)
func init() { flag.BoolVar(&v, "v", false, ""); flag.BoolVar(&w, "w", true, ""); twice = "set"; late = os.Getenv("LATE") }
func on() {}
func off() {}
const debug, goos = false, runtime.GOOS
`
	for _, src := range []string{
		`if env != "" { off() }; on()`,
		`if set { off() } else { on() }`,
		`if deep { off() }`,
		`if !set { on() } else { off() }`,
		`if *no { off() }; if *yes { on() }; if *n > 1 { off() }`,
		`if v { off() }; if w { on() } else { off() }`,
		`if v && c { off() }; if c && v { off() }; if v || c { on() }; if !v || c { on() }`,
		`if !v { return }; off(); func() { off() }()`,
		`if !v { on() }; on()`,
		`if v { return }; on()`,
		`for { if !v { return }; off() }; on()`,
		`switch { case c: if !v { return }; off(); default: on() }; on()`,
		`if c { on() } else if v { off() } else { on() }`,
		`if late != "" { off() }`,
		`if plain { on() }; if twice != "" { on() }; if c { on() }`,
		`if os.Getenv("X") != "" { off() }`,
		`if x := os.Getenv("X"); x != "" { on() }`, // a limit: a local variable
		`if v { if c { off() } ; off() }; on()`,
		`if debug { off() } else { on() }; if debug || c { on() }`,
		`if goos == "plan9" { off() }; if goos != "plan9" { on() }`,
		`switch goos { case "plan9", "aix": off(); case runtime.GOOS: on(); default: on() }`,
		`switch { case goos == "plan9": off(); case c: on(); case debug: off() }`,
		`switch c { case debug: on() }`,
	} {
		p := ruletest.Load(t, header+"func f(c bool) { "+src+" }")
		prog := ruletest.Result[*program.Package](t, p, program.Analyzer)
		ast.Inspect(p.Packages[0].Syntax[0], func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if id, ok := call.Fun.(*ast.Ident); ok && strings.Contains("on off", id.Name) && prog.Off(call) != (id.Name == "off") {
				t.Errorf("%s: %s() at %v is the other", src, id.Name, p.Position(call.Pos()))
			}
			return true
		})
	}
	prog := ruletest.Result[*program.Package](t, ruletest.Load(t, "package a\nvar env = false\nfunc f() { if env { f() } }"), program.Analyzer)
	if prog.Off(prog.Funcs[0].Calls[0].Expr) {
		t.Error("nobody sets it, and it is off")
	}
}

// TestConditional: which calls stand in a branch of their function.
func TestConditional(t *testing.T) {
	const src = `package a
func yes() bool { return true }
func no() bool { return true }
func f(c bool, x any, ch chan int) {
	no()
	if no(); no() { yes(); func() { no() }() } else if yes() { yes() }
	for no() { no() }
	switch no() { case no(): yes(); default: yes() }
	switch x.(type) { case int: yes() }
	select { case <-ch: yes(); default: yes() }
	no()
}`
	prog := ruletest.Result[*program.Package](t, ruletest.Load(t, src), program.Analyzer)
	for _, f := range prog.Funcs {
		for _, call := range f.Calls {
			if call.Callee != nil && call.Conditional != (call.Callee.Name() == "yes") {
				t.Errorf("%s at %v: %v", call.Callee.Name(), call.Expr.Pos(), call.Conditional)
			}
		}
	}
}
