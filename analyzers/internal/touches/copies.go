package touches

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// copies say which variables hold a copy of a model, or point to one, that belongs
// to one call of Update: the receiver of a method with a value receiver, and what
// its address is passed as. The loop has moved on to another copy when a command
// runs.
type copies struct {
	shared map[*types.Var]bool         // of the receivers and parameters that are pointers: by more than one call
	from   map[*types.Var][]*types.Var // whose memory each is passed; nil for memory that nobody knows
	to     map[*types.Var][]*types.Var // the other way round
	kept   map[*types.Var]bool         // somebody keeps the address
}

// findCopies fills s.copies.
func (s *solver) findCopies() {
	s.copies = &copies{
		shared: make(map[*types.Var]bool), kept: make(map[*types.Var]bool),
		from: make(map[*types.Var][]*types.Var), to: make(map[*types.Var][]*types.Var),
	}
	if !s.owned.Models() {
		return
	}
	pointers := s.pointers()
	for _, f := range s.prog.Funcs {
		if f.Body() != nil && !s.prog.InTest(f.Node().Pos()) { // how tests step a model by hand says nothing
			s.notePassed(f)
			s.noteKept(f)
		}
	}
	s.copies.spreadKept()
	s.spreadShared(pointers)
}

// pointers lists the receivers and parameters that may point to copies: not those
// of a function that is handed on, which anybody may call.
func (s *solver) pointers() []*types.Var {
	var all []*types.Var
	for _, f := range s.prog.Funcs {
		handed := false
		for _, site := range s.runs.Sites(f) {
			handed = handed || site.Flow != nil
		}
		for i := program.ReceiverIndex; i < f.Sig.Params().Len(); i++ {
			v := paramAt(f, i)
			if v == nil || !isPointer(v.Type()) {
				continue
			}
			s.copies.shared[v] = handed && i != program.ReceiverIndex || s.isOthers(f)
			all = append(all, v)
		}
	}
	return all
}

// isOthers reports whether other packages may call f, on whatever they have.
func (s *solver) isOthers(f *program.Func) bool {
	if f.Obj == nil || !f.Obj.Exported() || s.pass.Pkg.Name() == "main" {
		return false
	}
	recv := program.ReceiverNamed(f.Obj)
	return recv == nil || recv.Obj().Exported()
}

// spreadShared: who is passed what is shared, or what nobody knows, or nothing in
// sight, has no copy, nor has anybody that it is passed on to.
func (s *solver) spreadShared(pointers []*types.Var) {
	c := s.copies
	var start []*types.Var
	for _, v := range pointers {
		from := c.from[v]
		if c.shared[v] || len(from) == 0 || slices.ContainsFunc(from, func(v *types.Var) bool { return !s.isCopy(v) }) {
			start = append(start, v)
		}
	}
	for _, v := range start {
		c.shared[v] = true
	}
	fixpoint.Down(start, nil, func(v *types.Var) []*types.Var {
		var next []*types.Var
		for _, to := range c.to[v] {
			if shared, isParam := c.shared[to]; isParam && !shared {
				c.shared[to] = true
				next = append(next, to)
			}
		}
		return next
	})
}

// notePassed notes whose memory f passes on: x in x.f() and in the method value
// x.f, and &x in f(&x).
func (s *solver) notePassed(f *program.Func) {
	c := s.copies
	for _, a := range s.prog.Accesses(f) {
		if method := s.prog.FuncOf(a.Method); method != nil && method.Sig.Recv() != nil {
			c.pass(method.Sig.Recv(), s.memory(a.Sel.X))
		}
	}
	for _, call := range f.Calls {
		to := s.prog.FuncOf(call.Callee)
		if to == nil {
			continue
		}
		for i := range to.Sig.Params().Len() {
			if arg := s.argOf(call, i); arg != nil {
				c.pass(to.Sig.Params().At(i), s.memory(arg))
			}
		}
	}
}

func (c *copies) pass(to, from *types.Var) {
	c.from[to] = append(c.from[to], from)
	c.to[from] = append(c.to[from], to)
}

// noteKept notes of which variables f's body hands out the address, so that the
// loop may go on with that very copy: it is returned, or an interface like the
// next model. Where else it is kept the loop does not find it, for what it finds
// there by way of its own copy would be an old one.
func (s *solver) noteKept(f *program.Func) {
	inspectOwn(f.Body(), func(n ast.Node) {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			for _, e := range n.Results {
				s.noteHandedOut(e)
			}
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if t := s.pass.TypesInfo.TypeOf(l); len(n.Lhs) == len(n.Rhs) && t != nil && types.IsInterface(t) {
					s.noteHandedOut(n.Rhs[i])
				}
			}
		case *ast.CallExpr:
			if fn := s.prog.Callee(n); s.prog.FuncOf(fn) == nil {
				s.noteForeign(f, n)
			}
		}
	})
}

func (s *solver) noteHandedOut(e ast.Expr) {
	if v := s.memory(e); v != nil && isPointer(s.pass.TypesInfo.TypeOf(e)) {
		s.copies.kept[v] = true
	}
}

// noteForeign: another package keeps the address of a variable that it is passed
// by a function that no loop runs, as a program keeps its first model's.
func (s *solver) noteForeign(f *program.Func, call *ast.CallExpr) {
	if len(s.runs.On(f)) > 0 {
		return
	}
	for _, arg := range call.Args {
		s.noteHandedOut(arg)
	}
}

// spreadKept: who keeps what it is passed keeps the caller's.
func (c *copies) spreadKept() {
	var start []*types.Var
	for v := range c.kept {
		start = append(start, v)
	}
	fixpoint.Down(start, nil, func(v *types.Var) []*types.Var {
		var next []*types.Var
		for _, from := range c.from[v] {
			if from != nil && !c.kept[from] {
				c.kept[from] = true
				next = append(next, from)
			}
		}
		return next
	})
}

func paramAt(f *program.Func, i int) *types.Var {
	if i == program.ReceiverIndex {
		return f.Sig.Recv()
	}
	return f.Sig.Params().At(i)
}

// isCopy reports whether a variable holds, or points to, for all this package
// shows, a copy of its own.
func (s *solver) isCopy(v *types.Var) bool {
	if v == nil || v.IsField() || s.copies.kept[v] || v.Parent() == s.pass.Pkg.Scope() {
		return false
	}
	shared, isParam := s.copies.shared[v]
	return isParam && !shared || isValue(v.Type())
}

// maxAliases bounds how many variables are followed from one to the next.
const maxAliases = 8

// memory is the variable in whose memory, or in that which it points to as a
// parameter, an expression is, or of which it is the address; nil if there may be
// another pointer on the way.
func (s *solver) memory(e ast.Expr) *types.Var {
	for range maxAliases {
		v := s.base(e)
		if v == nil || !isPointer(v.Type()) {
			return v
		}
		assigned := s.prog.Assigned(v)
		if len(assigned) == 0 {
			return v
		}
		if _, isParam := s.copies.shared[v]; isParam || len(assigned) > 1 {
			return nil
		}
		e = assigned[0].Value
	}
	return nil
}

// base is the variable that an expression selects from, itself or an address.
func (s *solver) base(e ast.Expr) *types.Var {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			v, _ := s.pass.TypesInfo.Uses[x].(*types.Var)
			return v
		case *ast.UnaryExpr:
			if x.Op != token.AND {
				return nil
			}
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SelectorExpr:
			if embedded := s.prog.EmbeddedBy(x); !isValue(s.pass.TypesInfo.TypeOf(x)) || embedded != nil && isPointer(embedded.Type()) {
				return nil
			}
			e = x.X
		default:
			return nil
		}
	}
}

// isLost reports whether a touch is of a copy that nobody uses any more when the
// code that began with f runs: not while the function goes on that started f.
func (s *solver) isLost(t Touch, f *program.Func) bool {
	if !s.isCopy(t.memory) {
		return false
	}
	return t.Access != Written || s.captured.uses[t.memory].first == token.NoPos && !s.runsBeside(f)
}

// runsBeside reports whether f may run while the function goes on that starts
// it. A command is returned; and a function that is passed to a call that returns
// one runs in that.
func (s *solver) runsBeside(f *program.Func) bool {
	for _, e := range s.runs.Edges.In(f) {
		if e.How == edges.Spawned {
			return true
		}
	}
	for _, site := range s.runs.Sites(f) {
		passed := site.Flow != nil && site.Flow.Kind == program.Passed && site.Place.Mode == contract.Spawn
		if passed && !isFunc(s.pass.TypesInfo.TypeOf(site.Flow.Call.Expr)) {
			return true
		}
	}
	return false
}

func isFunc(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Signature)
	return ok
}
