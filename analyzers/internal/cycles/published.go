package cycles

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// maxPublished bounds from how many places a channel may be known that are looked at.
const maxPublished = 16

// isUnknownYet reports whether a function takes a lock only before anybody else can know
// the channel of its own that it waits on: who has the channel has had the lock after it.
func (b *behind) isUnknownYet(f *program.Func, of locks.Ref, t locks.Take) bool {
	if of.Root == nil || of.Path != "" || of.Root.Kind() != types.LocalVar || !f.Has(of.Root) {
		return false
	}
	s := b.want.s
	known := s.knownFrom(f, of.Root)
	return len(known) > 0 && len(known) <= maxPublished && !slices.ContainsFunc(known, func(n ast.Node) bool {
		return n.Pos() == t.At.Pos() || s.locks.Paths(f).Reaches(n, t.At)
	})
}

// knownFrom are the places in f from which others may know what a variable holds: its
// uses but for operations on it, and those of a variable of f that it is put into.
func (s *solver) knownFrom(f *program.Func, v *types.Var) []ast.Node {
	var known []ast.Node
	for _, at := range s.usesAsValue(f, v) {
		if into := s.putInto(f, at); into != nil && into != v {
			known = append(known, s.usesAsValue(f, into)...)
		} else {
			known = append(known, at)
		}
	}
	return known
}

// usesAsValue are the identifiers of a variable in f that are no operations on a channel
// and no new variable.
func (s *solver) usesAsValue(f *program.Func, v *types.Var) (uses []ast.Node) {
	ast.PreorderStack(f.Body(), nil, func(n ast.Node, stack []ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || s.info.Uses[id] != v || len(stack) == 0 {
			return true
		}
		switch parent := stack[len(stack)-1].(type) {
		case *ast.UnaryExpr:
			ok = parent.Op != token.ARROW
		case *ast.SendStmt:
			ok = parent.Chan != id
		case *ast.RangeStmt:
			ok = parent.X != id
		}
		if ok {
			uses = append(uses, id)
		}
		return true
	})
	return uses
}

// putInto is the new variable of f that is assigned a literal, or its address, in which
// a node stands: nobody else has it yet.
func (s *solver) putInto(f *program.Func, at ast.Node) (into *types.Var) {
	f.Inspect(func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if ok && assign.Tok == token.DEFINE && len(assign.Lhs) == 1 && len(assign.Rhs) == 1 && program.Contains(assign, at.Pos()) {
			value := ast.Unparen(assign.Rhs[0])
			if u, ok := value.(*ast.UnaryExpr); ok {
				value = ast.Unparen(u.X)
			}
			if _, ok := value.(*ast.CompositeLit); ok {
				into, _ = s.prog.Var(assign.Lhs[0]).(*types.Var)
			}
		}
		return into == nil
	})
	return into
}
