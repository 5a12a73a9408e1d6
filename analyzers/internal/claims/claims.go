// Package claims binds what comments and assertions say of goroutines to the
// functions, fields and types of a package.
//
// A comment binds to a function that is a loop or a goroutine here, or to nothing;
// then it is kept with the reason, for those who ask which contracts there are.
package claims

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
)

// Analyzer reads the package's comments and assertions. It reports nothing and has
// no facts.
var Analyzer = &analysis.Analyzer{
	Name:       "loopclaims",
	Doc:        "bind what comments say of goroutines, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{program.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// A Claim is what a comment or an assertion says, and what it binds.
type Claim struct {
	prose.Claim

	Pos token.Pos
	At  string // where that is: "hub.go:31"

	// Of is what it speaks of: a function, a field, a variable or a type; nil for an
	// assertion in a literal, which is In.
	Of types.Object
	In *program.Func

	// Struct is the type that has the field; nil for all else.
	Struct *types.TypeName

	// Loop is the function that is the place; nil if nobody knows which.
	Loop *program.Func

	// Why is the reason for which it binds nothing; empty if it does.
	Why string

	// Asserted says that code says so, and no comment.
	Asserted bool

	node ast.Node
}

// Bound reports whether a claim says something that can be checked.
func (c *Claim) Bound() bool { return c.Why == "" }

// Said is the claim as a message quotes it.
func (c *Claim) Said() string {
	if c.Asserted {
		return c.Quote + " (" + c.At + ")"
	}
	return strconv.Quote(c.Quote) + " (" + c.At + ")"
}

// Result is the claims of one package. The zero value, and nil, has none.
type Result struct {
	all      []*Claim
	on       map[*program.Func]*Claim
	off      map[*program.Func][]*Claim // Never, Beside and Anywhere
	owned    map[*types.Var]*Claim
	places   []*program.Func
	ownsVars bool // a variable of the package is owned
}

// All returns the claims in source order, those that bind nothing among them.
func (r *Result) All() []*Claim {
	if r == nil {
		return nil
	}
	return r.all
}

// On returns what says that f runs on a loop; nil if nothing does.
func (r *Result) On(f *program.Func) *Claim {
	if r == nil {
		return nil
	}
	return r.on[f]
}

// Off returns what says that f does not run on a loop, or on others as well.
func (r *Result) Off(f *program.Func) []*Claim {
	if r == nil {
		return nil
	}
	return r.off[f]
}

// Anywhere reports whether something says that any goroutine may call f.
func (r *Result) Anywhere(f *program.Func) bool {
	return slices.ContainsFunc(r.Off(f), func(c *Claim) bool { return c.Verb == prose.Anywhere })
}

// Owned returns what says whose a field or variable is; nil if nothing does.
func (r *Result) Owned(v *types.Var) *Claim {
	if r == nil {
		return nil
	}
	return r.owned[v.Origin()]
}

// Owns reports whether something says whose any field is.
func (r *Result) Owns() bool { return r != nil && len(r.owned) > 0 }

// OwnsVars reports whether something says whose any variable of the package is.
func (r *Result) OwnsVars() bool { return r != nil && r.ownsVars }

// Places are the functions that claims name as loops, in source order.
func (r *Result) Places() []*program.Func {
	if r == nil {
		return nil
	}
	return r.places
}

func run(pass *analysis.Pass) (any, error) {
	prog := pass.ResultOf[program.Analyzer].(*program.Package)
	b := &binder{pass: pass, prog: prog, Result: &Result{
		on: make(map[*program.Func]*Claim), off: make(map[*program.Func][]*Claim), owned: make(map[*types.Var]*Claim),
	}}
	for _, file := range pass.Files {
		if !prog.InTest(file.Pos()) {
			b.read(file)
		}
	}
	b.readAssertions()
	if len(b.all) == 0 {
		return b.Result, nil
	}
	b.resolveAll()
	slices.SortStableFunc(b.all, func(a, c *Claim) int { return cmp.Compare(a.Pos, c.Pos) })
	return b.Result, nil
}

// A binder works on one package.
type binder struct {
	pass *analysis.Pass
	prog *program.Package
	*Result
	runs *runners
}

// add notes a claim that stands at a comment.
func (b *binder) add(c prose.Claim, of types.Object, group *ast.CommentGroup) *Claim {
	pos := lineOf(group, c.Line)
	claim := &Claim{Claim: c, Of: of, Pos: pos, Why: c.Open}
	if fn, ok := of.(*types.Func); ok {
		claim.In = b.prog.FuncOf(fn)
	}
	b.note(claim)
	return claim
}

func (b *binder) note(c *Claim) {
	at := b.pass.Fset.Position(c.Pos)
	c.At = filepath.Base(at.Filename) + ":" + strconv.Itoa(at.Line)
	b.all = append(b.all, c)
}

// resolveAll finds the place of each claim, definitions first: others may name them.
func (b *binder) resolveAll() {
	b.runs = newRunners(b)
	for _, c := range b.all {
		if c.Verb == prose.Is {
			b.define(c)
		}
		if v, ok := c.Of.(*types.Var); ok {
			c.Struct = b.runs.structs()[v]
		}
	}
	for _, c := range b.all {
		if c.Verb == prose.Is || c.Why != "" {
			continue
		}
		if c.Verb != prose.Anywhere {
			c.Loop, c.Why = b.resolve(c)
			if c.Verb == prose.Beside {
				c.Loop, c.Why = b.beside(c)
			}
		}
		if c.Why == "" {
			b.bind(c)
		}
	}
	b.all = slices.DeleteFunc(b.all, func(c *Claim) bool { return c.Verb == prose.Is })
	seen := make(map[*program.Func]bool)
	for _, f := range b.prog.Funcs {
		if !seen[f] && slices.ContainsFunc(b.all, func(c *Claim) bool { return c.Loop == f && c.Why == "" }) {
			seen[f] = true
			b.places = append(b.places, f)
		}
	}
}

// beside reads what says that several goroutines run a function: if they are a loop of
// this package after all, nobody knows what is meant.
func (b *binder) beside(c *Claim) (*program.Func, string) {
	if c.Loop != nil && b.runs.goesRound(c.Loop) {
		return nil, "it speaks of several goroutines of " + c.Loop.Name()
	}
	return nil, ""
}

// bind notes what a claim says of functions and variables.
func (b *binder) bind(c *Claim) {
	switch of := c.Of.(type) {
	case *types.Var:
		if b.owned[of.Origin()] == nil {
			b.owned[of.Origin()] = c
			b.ownsVars = b.ownsVars || !of.IsField()
		}
	case *types.TypeName:
		b.bindType(c, of)
	default:
		b.bindFunc(c, c.In)
	}
}

func (b *binder) bindFunc(c *Claim, f *program.Func) {
	switch {
	case f == nil:
	case c.Verb == prose.Owned: // all state of its type
		if named := program.ReceiverNamed(f.Obj); named != nil {
			b.bindType(c, named.Obj())
		}
	case f == c.Loop:
	case c.Verb == prose.On:
		if b.on[f] == nil {
			b.on[f] = c
		}
	default:
		b.off[f] = append(b.off[f], c)
	}
}

// bindType binds what is said of a type to its fields, where nothing nearer is said, or
// to its exported methods.
func (b *binder) bindType(c *Claim, tn *types.TypeName) {
	if c.Verb == prose.Anywhere {
		b.bindMethods(c, tn)
		return
	}
	st, ok := tn.Type().Underlying().(*types.Struct)
	if !ok {
		c.Why = "a type without fields"
		return
	}
	for field := range st.Fields() {
		if b.owned[field.Origin()] == nil {
			b.owned[field.Origin()] = c
		}
	}
}

func (b *binder) bindMethods(c *Claim, tn *types.TypeName) {
	named, ok := tn.Type().(*types.Named)
	if !ok {
		return
	}
	for m := range named.Methods() {
		if f := b.prog.FuncOf(m); f != nil && m.Exported() {
			b.off[f] = append(b.off[f], c)
		}
	}
}

// lineOf is the position of a line of a comment.
func lineOf(group *ast.CommentGroup, line int) token.Pos {
	for _, c := range group.List {
		n := countLines(c.Text)
		if line < n {
			return c.Pos()
		}
		line -= n
	}
	return group.Pos()
}
