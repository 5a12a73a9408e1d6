package paths_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// function parses one function, or the body of one.
func function(t testing.TB, src string) *program.Func {
	t.Helper()
	if !strings.HasPrefix(src, "func f") {
		src = "func f() {" + src + "\n}"
	}
	file, err := parser.ParseFile(token.NewFileSet(), "a.go", "package a\n"+src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("%v in:\n%s", err, src)
	}
	return &program.Func{Decl: file.Decls[0].(*ast.FuncDecl)}
}

// called is what a call calls: "mu.Lock".
func called(call *ast.CallExpr) string {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		if x, ok := fun.X.(*ast.Ident); ok {
			return x.Name + "." + fun.Sel.Name
		}
	}
	return ""
}

// node is the first node that a test marks: the call of that name, or the
// statement behind the label of that name.
func node(f *program.Func, name string) (found ast.Node) {
	ast.Inspect(f.Decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.LabeledStmt:
			if n.Label.Name == name && found == nil {
				found = n.Stmt
			}
		case *ast.CallExpr:
			if called(n) == name && found == nil {
				found = n
			}
		}
		return found == nil
	})
	return found
}

// calls reports whether a node calls a function of that name, literals left out.
func calls(n ast.Node, name string) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			found = found || called(n) == name
		}
		return !found
	})
	return found
}

func mayReturn(call *ast.CallExpr) bool { return called(call) != "panic" && called(call) != "os.Exit" }

// unmet writes the exit that from() has without met(): "return 1", "end",
// "again" for from() itself, "" for none.
func unmet(f *program.Func) string {
	from := node(f, "from")
	exit, ok := paths.New(f, mayReturn, nil).Unmet(from, func(n ast.Node) bool { return calls(n, "met") })
	switch ret, _ := exit.(*ast.ReturnStmt); {
	case !ok:
		return ""
	case exit == from:
		return "again"
	case ret.Pos() == f.Body().Rbrace:
		return "end"
	case len(ret.Results) == 0:
		return "return"
	default:
		return "return " + ret.Results[0].(*ast.BasicLit).Value
	}
}

var unmetTests = []struct{ name, src, want string }{
	{"straight", `from(); met()`, ""},
	{"never", `from()`, "end"},
	{"before does not count", `met(); from(); return 1`, "return 1"},
	{"the statement itself does not count", `x := from(met()); return 1`, "return 1"},
	{"on one branch", `from(); if c { met() }; return 1`, "return 1"},
	{"on both branches", `from(); if c { met() } else { met() }; return 1`, ""},
	{"an early return", `from(); if c { return 1 }; met(); return 2`, "return 1"},
	{"the first exit in the source", `from(); if c { if d { return 1 }; return 2 }; return 3`, "return 1"},
	{"in the condition", `if from(); met() { return 1 }; return 2`, ""},
	{"behind and", `from(); if c && met() { return 1 }; return 2`, "return 2"},
	{"behind or", `from(); if c || met() { return 1 }; return 2`, "return 1"},
	{"behind not", `from(); if !(c && met()) { return 1 }; return 2`, "return 1"},
	{"in front of and", `from(); if met() && c { return 1 }; return 2`, ""},
	{"in a for without a condition", `from(); for { met() }`, ""},
	{"a for that may have no round", `from(); for c { met() }; return 1`, "return 1"},
	{"a for that never ends", `from(); for {}`, ""},
	{"a for that breaks", `from(); for { if c { break }; met(); return 1 }; return 2`, "return 2"},
	{"in the post statement", `from(); for ; c; met() { d() }`, "end"},
	{"a range that may have no round", `from(); for range x { met() }`, "end"},
	{"in a range's operand", `from(); for range met() {}`, ""},
	{"in a range's variable", `from(); for x[met()] = range y {}`, "end"},
	{"again", `for { from(); if c { continue }; met() }`, "again"},
	{"again, and an exit", `for { from(); if c { continue }; if d { return 1 }; met() }`, "return 1"},
	{"not again", `for { met(); from(); if c { return 1 } }`, "return 1"},
	{"a labelled continue", `L: for { for c { from(); if d { continue L }; met() }; return 1 }`, "return 1"},
	{"a labelled break", `L: for { for { from(); if d { break L }; met() } }; return 1`, "return 1"},
	{"a break in a select is the select's", `for { from(); select { case <-c: break; case <-d: }; met() }`, ""},
	{"goto over it", `from(); if c { goto L }; met(); L: return 1`, "return 1"},
	{"goto back to it", `L: met(); if c { return 1 }; from(); goto L`, ""},
	{"a switch without default", `from(); switch x { case 1: met(); case 2: met() }; return 1`, "return 1"},
	{"a switch with default", `from(); switch x { case 1: met(); default: met() }; return 1`, ""},
	{"in a switch's second case", `from(); switch { case c: return 1; case met(): return 2 }; return 3`, "return 1"},
	{"behind and in a case", `from(); switch { case c && met(): return 1; default: return 2 }`, "return 2"},
	{"and as what a switch compares", `from(); switch x { case c && met(): return 1; default: return 2 }`, ""},
	{"fallthrough", `from(); switch x { case 1: fallthrough; case 2: met(); default: met() }; return 1`, ""},
	{"fallthrough past it", `from(); switch x { case 1: fallthrough; case 2: default: met() }; return 1`, "return 1"},
	{"a type switch", `from(); switch x.(type) { case int: met(); default: return 1 }`, "return 1"},
	{"in one case of a select", `from(); select { case <-c: met(); case <-d: return 1 }; return 2`, "return 1"},
	{"in each case of a select", `from(); select { case <-c: met(); case <-d: met() }; return 1`, ""},
	{"by one communication", `from(); select { case x[met()] = <-c: return 1; case <-d: return 2 }`, "return 2"},
	{"in an operand of a communication", `from(); select { case <-met(): return 1; case <-d: return 2 }`, ""},
	{"a select with default", `from(); select { case <-c: met(); default: }; return 1`, "return 1"},
	{"an empty select never ends", `from(); select {}`, ""},
	{"deferred", `from(); defer met(); if c { return 1 }; return 2`, ""},
	{"deferred too late", `from(); if c { return 1 }; defer met(); return 2`, "return 1"},
	{"a panic is no exit", `from(); if c { panic("x") }; met(); return 1`, ""},
	{"neither is the program's", `from(); if c { os.Exit(1) }; met(); return 1`, ""},
	{"a call may panic, which is left out", `from(); c(); met()`, ""},
	{"returned with it", `x := from(); return met(x)`, ""},
	{"in the return itself", `return 1, from()`, "return 1"},
	{"in a literal", `from(); g(func() { met() }); return 1`, "return 1"},
	{"a function's end", `func f() { if from() { met() } }`, "end"},
	{"code that is never reached", `return 1; from(); return 2`, "return 2"},
}

func TestUnmet(t *testing.T) {
	for _, test := range unmetTests {
		t.Run(test.name, func(t *testing.T) {
			if got := unmet(function(t, test.src)); got != test.want {
				t.Errorf("%s: %q, want %q", test.src, got, test.want)
			}
		})
	}
}

var beforeTests = []struct {
	name, src string
	want      bool
}{
	{"straight", `a(); b()`, true},
	{"after", `b(); a()`, false},
	{"itself", `a()`, false},
	{"an argument", `b(a())`, true},
	{"what it is an argument of", `a(b())`, false},
	{"in a chain", `a().x(); b()`, true},
	{"operands from left to right", `x := a() + b()`, true},
	{"operands from right to left", `x := b() + a()`, false},
	{"in a condition", `if a() { b() }`, true},
	{"on one branch", `if c { a() }; b()`, false},
	{"on both branches", `if c { a() } else { a() }; b()`, false}, // another a: each is asked alone
	{"or else it returns", `if c { a() } else { return }; b()`, true},
	{"or else it panics", `if c { a() } else { panic("x") }; b()`, true},
	{"on the same branch", `if c { a(); b() }`, true},
	{"on the other branch", `if c { a() } else { b() }`, false},
	{"behind and", `if c && a() { b() }`, true},
	{"behind and, otherwise", `if c && a() {} else { b() }`, false},
	{"behind or", `if c || a() { b() }`, false},
	{"behind or, otherwise", `if c || a() {} else { b() }`, true},
	{"on the left of and", `if a() && b() {}`, true},
	{"behind and in a statement", `x := c && a(); b()`, false},
	{"in a for", `for c { a() }; b()`, false},
	{"in a for that starts with it", `for { a(); if c { break } }; b()`, true},
	{"in the for's first round", `for { b(); a() }`, false},
	{"in the for's condition", `for a() { b() }`, true},
	{"in the post statement", `for ; ; a() { b() }`, false},
	{"a range's operand", `for range a() { b() }`, true},
	{"a range's variable, in the round", `for x[a()] = range c { b() }`, true},
	{"a range's variable, after it", `for x[a()] = range c { }; b()`, false},
	{"a switch's tag", `switch a() { case b(): }`, true},
	{"an earlier case", `switch { case a(): case c: b() }`, true},
	{"a later case", `switch { case c: b(); case a(): }`, false},
	{"the default comes last", `switch { default: b(); case a(): }`, true},
	{"fallthrough from it", `switch x { case 1: a(); fallthrough; case 2: b() }`, false},
	{"a type switch", `switch a().(type) { case int: b() }`, true},
	{"one communication of a select", `select { case x[a()] = <-c: case <-d: b() }`, false},
	{"a communication, in its case", `select { case x[a()] = <-c: b() }`, true},
	{"operands of all communications", `select { case <-a(): case <-d: b() }`, true},
	{"goto around it", `if c { goto L }; a(); L: b()`, false},
	{"goto to it", `if c { goto L }; return; L: a(); b()`, true},
	{"deferred", `defer a(); b()`, false},
	{"an argument of what is deferred", `defer c(a()); b()`, true},
	{"before what is deferred", `a(); defer b()`, true},
	{"on a goroutine", `go a(); b()`, false},
	{"in a literal", `g(func() { a() }); b()`, false},
	{"before a literal", `a(); g(func() { b() })`, true},
	{"where control never comes", `return; b(); a()`, true},
	{"what control never comes to", `b(); return; a()`, false},
	{"a select as a whole", `a(); b: select { case <-c: d(); case <-e: }`, true},
	{"a select that is left", `a: select { case <-c: case <-d: }; b()`, true},
	{"a switch that has its default first", `a: switch { default: d(); case c(): }; b()`, true},
}

func TestBefore(t *testing.T) {
	for _, test := range beforeTests {
		t.Run(test.name, func(t *testing.T) {
			f := function(t, test.src)
			b := node(f, "b")
			if b == nil {
				b = node(f, "a")
			}
			if got := paths.New(f, mayReturn, nil).Before(node(f, "a"), b); got != test.want {
				t.Errorf("%s: %v, want %v", test.src, got, test.want)
			}
		})
	}
}

// TestNoBody: a function without a body has no ways, and a node of another
// function none in this one.
func TestNoBody(t *testing.T) {
	other := node(function(t, `for range 9 { x(); x(); x(); at() }`), "at")
	for _, f := range []*program.Func{{Decl: &ast.FuncDecl{}}, function(t, ``)} {
		p := paths.New(f, nil, nil)
		if exit, ok := p.Unmet(other, func(ast.Node) bool { return false }); ok {
			t.Errorf("leaves at %v", exit)
		}
		if p.Before(other, other) {
			t.Error("comes before itself")
		}
		if got := paths.NewLocks(p, locking).Held(other); got != nil {
			t.Errorf("holds %v", got)
		}
	}
}

// TestReachesUnmet: what a way passes between two nodes; what it starts from and
// comes to is not between them.
func TestReachesUnmet(t *testing.T) {
	for body, want := range map[string]bool{
		"a()\nb()":                               true,
		"a()\nc()\nb()":                          false,
		"a()\nif x { c() }\nb()":                 true,
		"for { c(); if x { a() } else { b() } }": false,
		"c()\nfor { if x { a() } else { b() } }": true,
	} {
		f := function(t, body)
		got := paths.New(f, nil, nil).ReachesUnmet(node(f, "a"), node(f, "b"), func(n ast.Node) bool { return calls(n, "c") })
		if got != want {
			t.Errorf("from a to b without c: %v in\n%s", got, body)
		}
	}
}

func TestReaches(t *testing.T) {
	for body, want := range map[string]bool{
		"a()\nb()":                  true,
		"b()\na()":                  false,
		"for { b(); a() }":          true,
		"if x { a() } else { b() }": false,
		"if x { a(); return }\nb()": false,
		"if x { a() }\nb()":         true,
		"func() { a() }()\nb()":     true,
	} {
		f := function(t, body)
		if got := paths.New(f, nil, nil).Reaches(node(f, "a"), node(f, "b")); got != want {
			t.Errorf("from a to b: %v in\n%s", got, body)
		}
	}
}

// TestGiven: where control may come if x is true, and y nothing that is known.
func TestGiven(t *testing.T) {
	for body, want := range map[string]bool{
		"b()":                                     true,
		"if x { return }\nb()":                    false,
		"if !x { return }\nb()":                   true,
		"if y { return }\nb()":                    true,
		"if !x { b() }":                           false,
		"if y && !x { b() }":                      false,
		"if y || !x { b() }":                      true,
		"if x || y { return }\nb()":               false,
		"if !x { defer func() { b() }() }":        false,
		"for !x { b() }":                          false,
		"for y { if x { continue }\nb() }":        false,
		"switch { case y: case x: default: b() }": false,
	} {
		f := function(t, body)
		may := paths.New(f, nil, nil).Given(func(cond ast.Expr) (is, known bool) {
			id, ok := cond.(*ast.Ident)
			return true, ok && id.Name == "x"
		})
		if got := may(node(f, "b")); got != want {
			t.Errorf("comes to b: %v in\n%s", got, body)
		}
	}
}
