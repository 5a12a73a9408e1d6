package atlas

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

func loopNode(id contract.LoopID) Node { return Node("loop " + id.Owner + " " + id.Name) }

func (d *drawing) goNode(f *program.Func) Node {
	return Node("go " + d.pass.Pkg.Path() + " " + d.names[f])
}

func (d *drawing) codeNode() Node { return Node("code " + d.pass.Pkg.Path()) }

// nodes are what a function runs on: loops, and goroutines. Of a function that nobody in
// sight places it is the package's code.
func (d *drawing) nodes(f *program.Func) []Node {
	if f == nil {
		return []Node{d.codeNode()}
	}
	if f.Head != nil {
		f = f.Head
	}
	var all []Node
	add := func(n Node) {
		if !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	for _, c := range d.runs.On(f) {
		add(loopNode(c.Loop.ID))
	}
	for _, root := range d.roots[f] {
		add(d.goNode(root))
	}
	if off := d.runs.Off(f); off != nil && len(d.roots[f]) == 0 && d.isRoot(off.Root().Func) {
		add(d.goNode(off.Root().Func))
	}
	if len(all) == 0 {
		add(d.codeNode())
	}
	return all
}

// isRoot reports whether a goroutine that is no loop begins with a function.
func (d *drawing) isRoot(f *program.Func) bool {
	off := d.runs.Off(f)
	return off != nil && off.From == nil && !d.leftOut(f)
}

// maxRoots bounds how many goroutines are told apart for a function. What so many run is
// a helper of everybody's.
const maxRoots = 8

// A stay is a function and a goroutine that runs it.
type stay struct{ f, root *program.Func }

// findRoots finds which goroutines run each function, as the relation knows only that
// some do. It takes maxRoots times the edges.
func (d *drawing) findRoots() {
	var all []stay
	for _, f := range d.prog.Funcs {
		if d.isRoot(f) {
			d.roots[f] = append(d.roots[f], f)
			all = append(all, stay{f, f})
		}
	}
	fixpoint.Down(all, nil, func(s stay) []stay {
		var news []stay
		for _, e := range d.runs.Edges.Out(s.f) {
			have := d.roots[e.To]
			if !e.Waits() || d.runs.Off(e.To) == nil || len(have) == maxRoots || slices.Contains(have, s.root) {
				continue
			}
			d.roots[e.To] = append(have, s.root)
			news = append(news, stay{e.To, s.root})
		}
		return news
	})
}

// startsOf are the places where a goroutine begins with f, or where one that runs
// already comes to the loop that f is.
func (d *drawing) startsOf(f *program.Func) []Start {
	var all []Start
	for _, e := range d.runs.Edges.In(f) {
		if e.Call == nil || d.prog.InTest(e.At.Pos()) || e.How != edges.Spawned && d.runs.Of(f) == nil {
			continue
		}
		all = append(all, d.start(e.At.Pos(), e.From, spellStart(e), e.Call.Repeats()))
	}
	for _, site := range d.runs.Sites(f) {
		if site.Flow == nil || site.Place.Mode != contract.Spawn || d.prog.InTest(site.Flow.Value.Pos()) {
			continue
		}
		text, many := "becomes "+words.TypeIn(site.Flow.Type, d.pass.Pkg), false
		if site.Flow.Kind == program.Passed {
			text, many = "passed to "+words.Spell(site.Flow.Call.Expr.Fun), site.Flow.Call.Repeats()
		}
		all = append(all, d.start(site.Flow.Value.Pos(), site.In, text, many))
	}
	slices.SortStableFunc(all, func(a, b Start) int { return int(a.Pos) - int(b.Pos) })
	return slices.CompactFunc(all, func(a, b Start) bool { return a.Pos == b.Pos })
}

func spellStart(e edges.Edge) string {
	if e.How == edges.Spawned {
		return "go " + spellCall(e.Call)
	}
	return spellCall(e.Call)
}

func spellCall(call *program.Call) string {
	if _, ok := ast.Unparen(call.Expr.Fun).(*ast.FuncLit); ok {
		return "func"
	}
	return words.Spell(call.Expr)
}

func (d *drawing) start(pos token.Pos, in *program.Func, text string, many bool) Start {
	if in != nil {
		d.shown[in] = true
	}
	return Start{Pos: pos, In: d.names[in], By: d.nodes(in), Text: text, Many: many}
}

// namesOf calls functions by names that are unique in their package: literals are
// numbered like the compiler's.
func namesOf(prog *program.Package) map[*program.Func]string {
	names := make(map[*program.Func]string, len(prog.Funcs))
	literals := make(map[*program.Func]int) // in each function, nil for the package's variables
	for _, f := range prog.Funcs {
		switch {
		case f.Head != nil:
		case f.Lit == nil:
			names[f] = f.Name()
		default:
			literals[f.Outer]++
			names[f] = fmt.Sprintf("%s%d", prefix(f.Outer, names), literals[f.Outer])
		}
	}
	for _, f := range prog.Funcs {
		if f.Head != nil {
			names[f] = names[f.Head]
		}
	}
	return names
}

func prefix(outer *program.Func, names map[*program.Func]string) string {
	switch {
	case outer == nil:
		return "glob..func"
	case outer.Lit == nil:
		return names[outer] + ".func"
	}
	return names[outer] + "."
}

// placeOf is where a function is looked for: at its name, if it has one.
func placeOf(f *program.Func) token.Pos {
	if f.Decl != nil {
		return f.Decl.Name.Pos()
	}
	return f.Node().Pos()
}

// spellVar is a variable as the package's readers call it: a field with its struct.
func (d *drawing) spellVar(v types.Object) string {
	if f, ok := v.(*types.Var); ok && f.IsField() {
		if owner := d.structs()[f]; owner != "" {
			return owner + "." + v.Name()
		}
	}
	return v.Name()
}
