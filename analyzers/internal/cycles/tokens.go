package cycles

import (
	"go/ast"
	"go/types"
	"iter"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A semaphore has a number of tokens: who takes one gives it back, itself or by the
// goroutine that it starts. It is full as a rule, which is what it is for: whoever waits
// for a token waits for those who have one.

// A taking is what a function takes from a semaphore, or gives back: itself, or by a call.
type taking struct {
	of    types.Object // the semaphore's field or variable
	ref   locks.Ref
	at    ast.Node
	in    *program.Func
	call  *program.Call // the same as at, if it is one
	next  *taking       // in what is called; nil for the operation itself
	hops  int
	gives bool

	waits    bool // who takes it has no way out
	holds    bool // who takes it has it from there on
	deferred bool // it is given back when the function returns
}

// tokensOf are what a function takes and gives.
type tokensOf struct{ takes, gives []*taking }

// Bounds of the tokens of a function, and of how far they rise.
const (
	maxTokens    = 8
	maxTokenHops = 4
)

// findTokens finds who takes tokens, and who gives them back; false if nobody does.
func (s *solver) findTokens() bool {
	s.tokens = make(map[*program.Func]*tokensOf)
	for _, f := range s.prog.Funcs {
		if !s.prog.InTest(f.Node().Pos()) {
			s.tokenCalls(f)
		}
	}
	s.tokenChannels()
	if len(s.tokens) == 0 {
		return false
	}
	within := func(f *program.Func) iter.Seq[*program.Func] {
		return func(yield func(*program.Func) bool) {
			for _, e := range s.runs.Edges.Out(f) {
				if rises(e) && !e.Dynamic && !yield(e.To) {
					return
				}
			}
		}
	}
	fixpoint.Up(s.prog.Funcs, within, s.raiseTokens)
	return true
}

// tokenCalls notes f's calls of which a row says that they take or give.
func (s *solver) tokenCalls(f *program.Func) {
	for _, call := range f.Calls {
		gives := len(s.book.GivesTokens(call.Callee)) > 0
		if !gives && len(s.book.TakesTokens(call.Callee)) == 0 || call.How == program.Go {
			continue
		}
		sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
		if !ok {
			continue
		}
		of := s.prog.Var(sel.X)
		if of == nil {
			continue
		}
		ref, _ := s.locks.Of(sel.X)
		s.addToken(f, &taking{of: of, ref: ref, at: call.Expr, call: call, gives: gives, holds: true, deferred: call.How == program.Defer,
			waits: !gives && s.endlessly(call) != Quit && !s.locks.OnlyIfAsked(f, call.Expr)})
	}
}

// isLent reports whether a semaphore is known by other names than its field or variable.
func (s *solver) isLent(of types.Object) bool {
	v, ok := of.(*types.Var)
	if s.prog.Channel(of) != nil {
		return false // one that is lent is no semaphore
	}
	if !ok || v.Exported() && s.pkg.Name() != "main" {
		return true
	}
	_, isParam := s.prog.ParamOf(v)
	return isParam || len(s.prog.ValuesOf(v)) == 0 || slices.ContainsFunc(s.prog.ValuesOf(v), func(e ast.Expr) bool {
		_, isCall := ast.Unparen(e).(*ast.CallExpr)
		return !isCall
	}) || s.prog.IsStored(v)
}

func (s *solver) addToken(f *program.Func, t *taking) bool {
	if f.Head != nil { // the end of a goroutine that is waited for
		f, t.deferred = f.Head, true
	}
	all := s.tokens[f]
	if all == nil {
		all = &tokensOf{}
		s.tokens[f] = all
	}
	list := &all.takes
	if t.gives {
		list = &all.gives
	}
	t.in = f
	if len(*list) == maxTokens || slices.ContainsFunc(*list, func(have *taking) bool { return have.at == t.at && have.of == t.of }) {
		return false
	}
	*list = append(*list, t)
	return true
}

// raiseTokens adds what f takes and gives by its calls.
func (s *solver) raiseTokens(f *program.Func) (changed bool) {
	for _, e := range s.runs.Edges.Out(f) {
		below := s.tokens[e.To]
		if below == nil || !rises(e) || e.Dynamic || e.To == f || s.prog.InTest(e.At.Pos()) || s.prog.Off(e.At) {
			continue
		}
		for _, t := range slices.Concat(below.takes, below.gives) {
			if t.hops == maxTokenHops || t.gives && below.has(below.takes, t.of) || s.locks.OnlyIfAsked(f, e.At) {
				continue
			}
			changed = s.addToken(f, &taking{
				of: t.of, ref: s.locks.Lift(t.ref, e), at: e.At, call: e.Call, next: t, hops: t.hops + 1, gives: t.gives, waits: t.waits,
				holds: t.holds && !below.has(below.gives, t.of) && !s.handsOver(e.To, t.of), deferred: e.How == edges.Deferred,
			}) || changed
		}
	}
	return changed
}

func (*tokensOf) has(all []*taking, of types.Object) bool {
	return slices.ContainsFunc(all, func(t *taking) bool { return t.of == of })
}

// handsOver reports whether f starts a goroutine that gives back what f has taken.
func (s *solver) handsOver(f *program.Func, of types.Object) bool {
	return slices.ContainsFunc(s.runs.Edges.Out(f), func(e edges.Edge) bool { return starts(e) && s.givesAlone(e.To, of) })
}

// givesAlone reports whether f gives back what it has not taken.
func (s *solver) givesAlone(f *program.Func, of types.Object) bool {
	all := s.tokens[f]
	return all != nil && all.has(all.gives, of) && !all.has(all.takes, of)
}

// starts reports whether an edge starts a goroutine, be it waited for or not.
func starts(e edges.Edge) bool { return !e.Waits() || e.How == edges.Joined }

// isHanded reports whether f is a goroutine that gives back what its starter has taken.
func (s *solver) isHanded(f *program.Func, of types.Object) bool {
	return s.givesAlone(f, of) && slices.ContainsFunc(s.runs.Edges.In(f), func(e edges.Edge) bool {
		from := s.tokens[e.From]
		return starts(e) && from != nil && from.has(from.takes, of)
	})
}

// hasToken reports whether f may have a token where it comes to a node, and which take, if
// it has taken it itself, has brought it.
func (s *solver) hasToken(f *program.Func, of types.Object, node ast.Node) (by *taking, ok bool) {
	all := s.tokens[f]
	if all == nil {
		return nil, false
	}
	ways := s.locks.Paths(f)
	given := func(n ast.Node) bool {
		return slices.ContainsFunc(all.gives, func(t *taking) bool { return t.of == of && !t.deferred && program.Contains(n, t.at.Pos()) })
	}
	if s.isHanded(f, of) {
		return nil, !slices.ContainsFunc(all.gives, func(t *taking) bool { return t.of == of && !t.deferred && ways.Reaches(t.at, node) })
	}
	if s.handsOver(f, of) {
		return nil, false
	}
	for _, t := range all.takes {
		if t.of == of && t.holds && t.at != node && ways.ReachesUnmet(t.at, node, given) {
			return t, true
		}
	}
	return nil, false
}
