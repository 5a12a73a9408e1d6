package locks

import (
	"go/ast"
	"go/types"
	"iter"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// An Under says that a function calls one that it is given while a lock is held:
// before it returns, or later, when somebody comes to where it keeps it.
type Under struct {
	Lock
	Param  int    // of which parameter the function is
	Method string // or the object whose method is called; empty for a function
	Field  string // or the struct in whose field it is
	By     string // who calls it
	Later  bool

	// Alone says that somebody locks it alone, so that who reads may have to wait.
	Alone bool
}

// maxUnder bounds what is known of one function that calls others.
const maxUnder = 8

// findUnder finds which parameters are called under which locks.
func (s *solver) findUnder() {
	s.alone = make(map[*types.Var]bool)
	for _, sum := range s.funcs {
		for _, t := range sum.takes {
			s.alone[t.Var] = s.alone[t.Var] || !t.Read
		}
	}
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if call.Callee != nil || call.How != program.Plain {
				continue
			}
			if ref, field := s.calledField(call); field != nil || hasParam(call.Values) {
				held := s.heldAround(f, call, maxAround)
				s.noteUnder(call, held)
				s.noteField(call, ref, field, held)
			}
		}
	}
	within := func(f *program.Func) iter.Seq[*program.Func] {
		return func(yield func(*program.Func) bool) {
			for _, call := range f.Calls {
				if len(call.Targets) == 1 && !yield(call.Targets[0].Func) {
					return
				}
			}
		}
	}
	s.findListeners()
	s.findOptions()
	fixpoint.Up(s.prog.Funcs, within, s.passOn)
}

func hasParam(values []program.Value) bool {
	return slices.ContainsFunc(values, func(v program.Value) bool { return v.Param.Of != nil })
}

// A surrounding lock is one under which a function makes a call, or under which it
// is called itself.
type surrounding struct {
	Lock
	by    *program.Func
	later bool // whoever holds it has come to the function by what it was kept in
}

// maxAround bounds how far up those are looked for who hold a lock.
const maxAround = 3

// heldAround are the locks that are held at a call, by f or by those who call it for
// the same instance: as f sees them.
func (s *solver) heldAround(f *program.Func, call *program.Call, depth int) []surrounding {
	var all []surrounding
	for _, h := range s.Held(f, call.Expr) {
		all = append(all, surrounding{Lock: h.Lock, by: f})
	}
	if depth == 0 {
		return all
	}
	for _, e := range s.runs.Edges.In(f) {
		if e.How != edges.InPlace || e.Call == nil || e.Handed || !e.Same {
			continue
		}
		for _, h := range s.heldAround(e.From, e.Call, depth-1) {
			switch {
			case s.frees(f, h.Lock):
				continue
			case h.Root == e.From.Receiver() && h.Root != nil:
				if h.Root = f.Receiver(); h.Root == nil {
					continue
				}
			case !h.IsShared():
				continue
			}
			h.later = h.later || e.Dynamic
			if len(all) < maxUnder {
				all = append(all, h)
			}
		}
	}
	return all
}

func (s *solver) frees(f *program.Func, lock Lock) bool {
	return slices.ContainsFunc(s.Freed(f), func(l Lock) bool { return l.Var == lock.Var || l.Var == nil })
}

// noteUnder notes the parameters that a call may run, under locks of whoever was given them.
func (s *solver) noteUnder(call *program.Call, held []surrounding) {
	for _, v := range call.Values {
		for _, h := range held {
			if v.Param.Of != nil && !s.prog.InTest(call.Expr.Pos()) {
				u := Under{Lock: h.Lock, Param: v.Param.Index, By: nameOf(h.by), Later: h.later || v.Dynamic, Alone: s.alone[h.Var]}
				if u.Later {
					u.Lock = ofSameType(h.Lock, call.In, v.Param.Of)
				}
				s.addUnder(v.Param.Of, u)
			}
		}
	}
}

func nameOf(f *program.Func) string {
	if d := f.Declared(); d != nil {
		return d.Name()
	}
	return f.Name()
}

// ofSameType is a lock of the one object of a type that calls, in one function, what it
// was given in another: that one's receiver, or what it makes, if it is of the same type.
func ofSameType(l Lock, caller, giver *program.Func) Lock {
	if l.IsShared() {
		return l
	}
	by := caller.Receiver()
	if by == nil || l.Root != by {
		return Lock{}
	}
	for _, object := range []*types.Var{giver.Receiver(), madeBy(giver)} {
		if object != nil && program.Named(object.Type()) == program.Named(by.Type()) {
			l.Root = object
			return l
		}
	}
	return Lock{}
}

// addUnder keeps what importers can tell as well: a lock of what is passed, or the package's.
func (s *solver) addUnder(f *program.Func, u Under) bool {
	if !u.Known() || len(s.under[f]) == maxUnder {
		return false
	}
	param, isParam := s.prog.ParamOf(u.Root)
	if !u.IsShared() && u.Root != f.Sig.Recv() && u.Root != madeBy(f) && (!isParam || param.Of != f) {
		return false
	}
	if slices.ContainsFunc(s.under[f], func(have Under) bool {
		return have.Param == u.Param && have.Method == u.Method && have.Field == u.Field && have.key() == u.key()
	}) {
		return false
	}
	s.under[f] = append(s.under[f], u)
	return true
}

// passOn adds what f hands on to others, itself or in a literal of its own.
func (s *solver) passOn(f *program.Func) (changed bool) {
	for _, call := range f.Calls {
		for _, u := range s.undersOf(call) {
			if param, ok := s.paramPassed(call, u); ok {
				u.Param = param.Index
				changed = s.addUnder(param.Of, u) || changed
			}
			if u.Method != "" || u.Field != "" {
				continue
			}
			for _, v := range s.prog.Values(call.Expr.Args[u.Param]) {
				switch {
				case v.Param.Of != nil && !v.Dynamic:
					u.Param = v.Param.Index
					changed = s.addUnder(v.Param.Of, u) || changed
				case v.Func != nil && v.Func.Lit != nil && !v.Dynamic:
					changed = s.passIn(v.Func, u) || changed
				}
			}
		}
	}
	return changed
}

// paramPassed is the parameter whose object a call passes on.
func (s *solver) paramPassed(call *program.Call, u Under) (program.Param, bool) {
	if u.Method == "" {
		return program.Param{}, false
	}
	return s.interfaceParam(call.Expr.Args[u.Param])
}

// passIn adds the parameters that a literal calls which is called under a lock.
func (s *solver) passIn(lit *program.Func, u Under) (changed bool) {
	for _, call := range lit.Calls {
		for _, v := range call.Values {
			if call.How == program.Plain && v.Param.Of != nil && v.Param.Of != lit && !v.Dynamic {
				u.Param = v.Param.Index
				changed = s.addUnder(v.Param.Of, u) || changed
			}
		}
	}
	return changed
}

// undersOf are the locks under which what a call passes is called, as its function sees them.
func (s *solver) undersOf(call *program.Call) []Under {
	if call.How == program.Go || s.prog.InTest(call.Expr.Pos()) {
		return nil
	}
	var all []Under
	if sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr); ok && edges.IsOnce(call.Callee) {
		ref, v := s.r.receiver(sel)
		all = append(all, Under{Lock: Lock{Ref: ref, Var: v}, By: "sync.Once.Do"})
	} else if fact := s.underOf(call.Callee); fact != nil {
		for _, c := range fact.Calls {
			all = append(all, Under{s.imported(call, c.Lock), c.Param, c.Method, c.Field, call.Callee.Pkg().Name() + "." + c.Lock.By, c.Later, c.Alone})
		}
	} else if len(call.Targets) == 1 && !call.Targets[0].Dynamic {
		to := call.Targets[0].Func
		for _, u := range s.under[to] {
			u.Lock = s.liftLock(u.Lock, hop{from: call.In, to: to, call: call.Expr})
			all = append(all, u)
		}
	}
	return slices.DeleteFunc(all, func(u Under) bool { return !u.Known() || u.Param >= len(call.Expr.Args) })
}

// A Callback is a function that is handed to somebody who calls it under a lock, for
// which it waits itself.
type Callback struct {
	Under
	Call *program.Call // that hands it over; nil for one that is put into a field
	At   ast.Node      // where that is
	In   *program.Func
	Func *program.Func
	Take Take
}

// Callbacks returns those of the package, in source order.
func (r *Result) Callbacks() []Callback { return r.callbacks }

func (s *solver) findCallbacks() {
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			for _, u := range s.undersOf(call) {
				if u.Method != "" {
					s.listens(u, call)
					continue
				}
				value := call.Expr.Args[u.Param]
				if u.Field != "" {
					value = s.prog.FieldNamed(literal(s.r.only(value)), u.Field)
				}
				if value == nil {
					continue
				}
				for _, v := range s.prog.Values(value) {
					s.noteCalledUnder(v, u, call)
					s.addCallback(Callback{Under: u, Call: call, At: call.Expr, In: call.In}, value, v)
				}
			}
		}
	}
	s.findInFields()
}

// noteCalledUnder notes the lock under which a function is called that is handed over.
func (s *solver) noteCalledUnder(v program.Value, u Under, call *program.Call) {
	if v.Func == nil || v.Dynamic || u.Var == nil || len(s.calledUnder[v.Func]) == maxUnder {
		return
	}
	s.calledUnder[v.Func] = append(s.calledUnder[v.Func], Held{Lock: u.Lock, At: call.Expr, Call: call})
}

// CalledUnder returns the locks under which those call f to whom it is handed, as the function
// that hands it over sees them.
func (r *Result) CalledUnder(f *program.Func) []Held { return r.calledUnder[f] }

func (s *solver) addCallback(c Callback, value ast.Expr, v program.Value) {
	sum := s.funcs[v.Func]
	if v.Func == nil || v.Dynamic || sum == nil {
		return // what a field holds may be another one by now: who decorates it keeps the old one
	}
	h := hop{from: c.In, to: v.Func, value: value}
	for _, t := range sum.takes {
		if !t.Back && s.liftLock(t.Lock, h).Is(c.Lock) {
			c.Func, c.Take = v.Func, t
			s.callbacks = append(s.callbacks, c)
			return
		}
	}
}
