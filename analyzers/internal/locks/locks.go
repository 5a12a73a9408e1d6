// Package locks answers which locks functions take, hold and leave locked: of
// which object, as far as that is known.
//
// A function's summary speaks of its receiver, its parameters, and what it has in
// common with its surroundings. It rises along the edges of calls, and to other
// packages as a fact. What is held is what is held for sure; what is taken is
// what may be taken, by whoever waits for the lock: trying is no wait. What may be
// held, of whatever object, is a question of its own: see [May].
package locks

import (
	"go/ast"
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// Analyzer computes the package's [Result]. It reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "looplocks",
	Doc:        "find which locks functions take and hold, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{paths.Analyzer, runson.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{(*lockFact)(nil), (*underFact)(nil), (*fieldFact)(nil)},
}

// A Lock is a lock and how it is locked.
type Lock struct {
	Ref
	Var  *types.Var // the field or variable that it is, if it has a name here
	Read bool
}

// Excludes reports whether nobody can have one while somebody else has the other, where
// both are of one object.
func (l Lock) Excludes(other Lock) bool { return !l.Read || !other.Read }

// Is reports whether two locks are the same for sure, as one function sees them.
func (l Lock) Is(other Lock) bool {
	return l.Known() && l.Ref == other.Ref && (l.Var == other.Var || l.Var == nil || other.Var == nil)
}

// A Held lock is one that a function has locked itself.
type Held struct {
	Lock
	At   ast.Node      // what locks it first
	Call *program.Call // the same, if it is a call
}

// A Take is a lock that a function waits for, itself or in what it calls.
type Take struct {
	Lock
	At     ast.Node      // in the function: what locks, or the call that leads there
	Call   *program.Call // the same, if it is one of the function's calls
	In     *program.Func
	Next   *Take  // in what is called; nil for what locks
	By     string // the function that locks, as its package would call it
	Hops   int
	Likely bool // it goes through one of several
	Back   bool // it goes through an element of what has the lock, see BackTo

	onlyIf *condition // on which it is waited for; nil if it always is

	again bool // whoever takes it had it, and has let it go for a while
}

// Result is what is known of one package's locks. The zero value knows none.
type Result struct {
	r     *resolver
	runs  *runson.Result
	funcs map[*program.Func]*summary
	ways  *paths.Ways

	// strangers are the locks that somebody unlocks who has not locked them, or
	// may: who takes over from whom, nobody knows.
	strangers  map[types.Object]bool
	conditions func(*program.Func) []*ast.IfStmt
	lent       func() // adds those that are known by another name

	effectOf func(*types.Func) (effect paths.Effect, read bool)

	tokens    map[types.Object]program.OpKind // channels that are locks, and what locks them
	callbacks []Callback

	calledUnder map[*program.Func][]Held
}

// Any reports whether the package locks anything.
func (r *Result) Any() bool { return len(r.funcs) > 0 }

// Takes returns what a function waits for, in source order.
func (r *Result) Takes(f *program.Func) []Take {
	if s := r.funcs[f]; s != nil {
		return s.takes
	}
	return nil
}

// Retakes returns what a function, or one that it calls, lets go for a while and waits
// for again.
func (r *Result) Retakes(f *program.Func) []Take {
	if s := r.funcs[f]; s != nil {
		return s.again
	}
	return nil
}

// Held returns the locks that a function surely has locked where it evaluates a node.
func (r *Result) Held(f *program.Func, at ast.Node) []Held {
	s := r.funcs[f]
	if s == nil || s.held == nil {
		return nil
	}
	var all []Held
	for _, k := range s.held.Held(at) {
		all = append(all, s.first[k])
	}
	return all
}

func (r *Result) prog() *program.Package { return r.runs.Program }

// Freed returns the locks that a function unlocks for its callers.
func (r *Result) Freed(f *program.Func) []Lock {
	if s := r.funcs[f]; s != nil {
		return s.free
	}
	return nil
}

// Holds reports whether a function locks anything that it may hold later on.
func (r *Result) Holds(f *program.Func) bool {
	s := r.funcs[f]
	return s != nil && s.held != nil && len(s.first) > 0
}

// Of is what an expression means where it stands, and the variable or field that it names.
func (r *Result) Of(e ast.Expr) (Ref, *types.Var) { return r.r.of(e) }

// Lift turns what an edge's function means into what the one means that runs it.
func (r *Result) Lift(ref Ref, e edges.Edge) Ref { return r.r.lift(ref, hopOf(e)) }

// Paths are the ways through f.
func (r *Result) Paths(f *program.Func) *paths.Paths { return r.ways.Of(f) }

func run(pass *analysis.Pass) (any, error) {
	runs := pass.ResultOf[runson.Analyzer].(*runson.Result)
	res := &Result{runs: runs, funcs: make(map[*program.Func]*summary), ways: pass.ResultOf[paths.Analyzer].(*paths.Ways), strangers: make(map[types.Object]bool), calledUnder: make(map[*program.Func][]Held)}
	if runs.Program == nil {
		return res, nil
	}
	res.r = &resolver{prog: runs.Program, info: pass.TypesInfo, returned: make(map[*program.Func]Ref), literals: make(map[*program.Func]*ast.CompositeLit)}
	res.r.holders, res.r.conds = sync.OnceValue(res.r.findHolders), sync.OnceValue(res.r.condLocks)
	s := &solver{pass: pass, Result: res, prog: runs.Program, facts: make(map[*types.Func]*lockFact), own: make(map[*types.Interface]bool), lits: make(map[*program.Func][]*program.Func), asking: make(map[*program.Func][]*ast.IfStmt), handed: make(map[*program.Func][]Lock),
		calls: make(map[*types.Func]*underFact), abroad: make(map[string]*types.Var), fields: make(map[*types.Var][]calledIn), under: make(map[*program.Func][]Under), formats: make(map[*program.Func][]formatted), stepped: make(map[*program.Func]bool),
		named: make(map[*program.Func]*names), byName: make(map[*program.Call]bool)}
	res.conditions, res.lent, res.effectOf = s.askingIn, sync.OnceFunc(s.noteLent), s.effectOfMethod
	if !s.any() {
		return res, nil
	}
	s.solve()
	s.findUnder()
	s.findCallbacks()
	s.export()
	s.exportFields()
	return res, nil
}

// any reports whether the package locks anything, or hands a function to somebody who
// calls it under a lock. What passes on what others lock alone is not followed.
func (s *solver) any() bool {
	s.findTokens()
	if len(s.tokens) > 0 {
		return true
	}
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if effect, _ := s.effectOf(call.Callee); effect == paths.Lock || edges.IsOnce(call.Callee) || s.underOf(call.Callee) != nil {
				return true
			}
		}
	}
	return false
}

// effectOf is what a method does to the lock that it is called on, of package sync
// or of a lock of another package that is made like one.
func (s *solver) effectOfMethod(fn *types.Func) (effect paths.Effect, read bool) {
	if fn == nil {
		return paths.None, false
	}
	effect, read = nameSays(fn.Name())
	if effect == paths.None {
		return paths.None, false
	}
	if sig := fn.Signature(); sig.Recv() == nil || sig.Params().Len()+sig.Results().Len() > 0 {
		return paths.None, false
	}
	if s.isLock(fn) {
		return effect, read
	}
	return paths.None, false
}

// nameSays is what a method of this name does to a lock.
func nameSays(name string) (effect paths.Effect, read bool) {
	switch name {
	case "Lock":
		return paths.Lock, false
	case "RLock":
		return paths.Lock, true
	case "Unlock":
		return paths.Unlock, false
	case "RUnlock":
		return paths.Unlock, true
	}
	return paths.None, false
}

// isLock reports whether a method is a lock's: its body is not here to say what it
// does, and its type has the opposite too.
func (s *solver) isLock(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	if fn.Pkg().Path() == "sync" {
		return true
	}
	if s.prog.FuncOf(fn) != nil || s.fact(fn) != nil {
		return false
	}
	for _, name := range []string{"Lock", "Unlock"} {
		obj, _, _ := types.LookupFieldOrMethod(fn.Signature().Recv().Type(), true, fn.Pkg(), name)
		if m, ok := obj.(*types.Func); !ok || m.Signature().Params().Len()+m.Signature().Results().Len() > 0 {
			return false
		}
	}
	return true
}
