package claims

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// runners say which functions of a package may be what a comment calls a goroutine or
// a loop: what is started as one, what goes round for as long as it runs, and what
// nobody but these calls.
type runners struct {
	b       *binder
	started map[*program.Func]bool
	callers map[*program.Func][]*program.Func
	rounds  map[*program.Func]bool
	types   map[*types.TypeName]*namedType
	funcs   map[string]*program.Func // of no type, by their names in small letters
	all     map[string][]*program.Func
	defined []definition
	holders map[*types.Var]*types.TypeName
}

// A namedType is a type of this package with its methods.
type namedType struct {
	obj     *types.TypeName
	methods []*program.Func
}

// method is the method of a name: as it is spelled, or else whatever its letters' size.
func (t *namedType) method(name string) *program.Func {
	var found *program.Func
	for _, f := range t.methods {
		switch {
		case f.Obj.Name() == name:
			return f
		case strings.EqualFold(f.Obj.Name(), name):
			if found != nil {
				return nil
			}
			found = f
		}
	}
	return found
}

func (t *namedType) has(f *program.Func) bool {
	for _, m := range t.methods {
		if m == f {
			return true
		}
	}
	return false
}

func newRunners(b *binder) *runners {
	r := &runners{
		b: b, started: make(map[*program.Func]bool), callers: make(map[*program.Func][]*program.Func),
		rounds: make(map[*program.Func]bool), types: make(map[*types.TypeName]*namedType),
		funcs: make(map[string]*program.Func), all: make(map[string][]*program.Func),
	}
	for _, f := range b.prog.Funcs {
		if b.prog.InTest(f.Node().Pos()) {
			continue // a test may start anything
		}
		r.add(f)
		for _, call := range f.Calls {
			for _, t := range call.Targets {
				if call.How == program.Go {
					r.started[t.Func] = true
				} else {
					r.callers[t.Func] = append(r.callers[t.Func], f)
				}
			}
		}
	}
	for _, flow := range b.prog.Flows {
		for _, v := range flow.Values {
			if flow.Kind == program.Passed && v.Func != nil && flow.Call.Callee != nil && startsByName(flow.Call.Callee.Name()) {
				r.started[v.Func] = true
			}
		}
	}
	return r
}

// startsByName reports whether a function starts what it is passed, by the name that
// those have who do.
func startsByName(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "go") || strings.HasPrefix(name, "start") || strings.HasPrefix(name, "spawn") || name == "afterfunc"
}

func (r *runners) add(f *program.Func) {
	if f.Obj == nil {
		return
	}
	name := strings.ToLower(f.Obj.Name())
	named := program.ReceiverNamed(f.Obj)
	if named == nil {
		r.funcs[name] = f
		return
	}
	t := r.of(named.Origin().Obj())
	t.methods = append(t.methods, f)
	r.all[name] = append(r.all[name], f)
}

func (r *runners) of(tn *types.TypeName) *namedType {
	t := r.types[tn]
	if t == nil {
		t = &namedType{obj: tn}
		r.types[tn] = t
	}
	return t
}

func (r *runners) function(name string) *program.Func { return r.funcs[strings.ToLower(name)] }

func (r *runners) methods(name string) []*program.Func { return r.all[strings.ToLower(name)] }

// maxUp bounds how many callers above a function are looked at for a goroutine.
const maxUp = 3

// is reports whether a function is a goroutine's own, or a part of nothing else.
func (r *runners) is(f *program.Func, up int) bool {
	if r.started[f] || f.Lit == nil && r.goesRound(f) {
		return true
	}
	callers := r.callers[f]
	if len(callers) == 0 || up == maxUp {
		return false
	}
	for _, c := range callers {
		if c == f || !r.started[c] && !r.is(c, up+1) {
			return false
		}
	}
	return true
}

// isRoot reports whether a function is what a goroutine runs: nobody calls it but one
// that is started, and that itself does little else.
func (r *runners) isRoot(f *program.Func) bool {
	for _, c := range r.callers[f] {
		if !r.started[f] && (!r.started[c] || r.goesRound(c)) {
			return false
		}
	}
	return true
}

// isStarted reports whether a function is seen to be a goroutine's own.
func (r *runners) isStarted(f *program.Func) bool {
	return r.started[f] || slices.ContainsFunc(r.callers[f], func(c *program.Func) bool { return r.started[c] && !r.goesRound(c) })
}

// minBusy is how many channels the main one of several loops serves at least.
const minBusy = 3

// busiest is the loop among some that serves the most channels, twice as many as any
// other at least; all of them if there is none.
func (r *runners) busiest(loops []*program.Func) []*program.Func {
	served := func(f *program.Func) int {
		n := 0
		for _, op := range f.Ops {
			if op.Kind == program.Choose {
				n += len(op.Select.Arms)
			} else if op.Kind == program.Receive || op.Kind == program.Range {
				n++
			}
		}
		return n
	}
	sorted := slices.SortedStableFunc(slices.Values(loops), func(a, b *program.Func) int { return served(b) - served(a) })
	if most := served(sorted[0]); most >= minBusy && most >= 2*served(sorted[1]) {
		return sorted[:1]
	}
	return loops
}

// goesRound reports whether a body has a for statement that counts nothing, or ranges
// over a channel.
func (r *runners) goesRound(f *program.Func) bool {
	round, known := r.rounds[f]
	if known {
		return round
	}
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == f.Lit
		case *ast.ForStmt:
			round = round || n.Init == nil && n.Post == nil && !compares(n.Cond)
		}
		return !round
	})
	for _, op := range f.Ops {
		round = round || op.Kind == program.Range
	}
	r.rounds[f] = round
	return round
}

func compares(cond ast.Expr) bool {
	bin, ok := cond.(*ast.BinaryExpr)
	return ok && (bin.Op == token.LSS || bin.Op == token.LEQ || bin.Op == token.GTR || bin.Op == token.GEQ)
}

// structs are the types that the package's fields stand in.
func (r *runners) structs() map[*types.Var]*types.TypeName {
	if r.holders != nil {
		return r.holders
	}
	r.holders = make(map[*types.Var]*types.TypeName)
	scope := r.b.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		if st, ok := tn.Type().Underlying().(*types.Struct); ok {
			r.addFields(tn, st, 0)
		}
	}
	return r.holders
}

// maxAnonymous bounds how deep structs without names are followed.
const maxAnonymous = 3

func (r *runners) addFields(tn *types.TypeName, st *types.Struct, depth int) {
	for field := range st.Fields() {
		r.holders[field] = tn
		inner, ok := field.Type().(*types.Struct)
		if ok && depth < maxAnonymous {
			r.addFields(tn, inner, depth+1)
		}
	}
}

func exprOf(n ast.Node) ast.Expr {
	e, _ := n.(ast.Expr)
	return e
}
