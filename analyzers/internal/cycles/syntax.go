package cycles

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// prepare finds what the package waits for, once it is asked.
func (s *solver) prepare() {
	if s.waitsIn == nil {
		s.noteSyntax()
		s.findWaits()
	}
}

// noteSyntax notes the calls of package sync, and the groups whose address is handed on.
func (s *solver) noteSyntax() {
	s.lentOut = make(map[types.Object]bool)
	s.syncs = make(map[*program.Func][]program.Sync)
	for _, f := range s.prog.Funcs {
		if all := s.prog.Syncs(f); len(all) > 0 {
			s.syncs[f] = all
		}
	}
	for _, file := range s.files {
		ast.Inspect(file, func(n ast.Node) bool {
			addr, ok := n.(*ast.UnaryExpr)
			if !ok || addr.Op != token.AND {
				return true
			}
			if v := s.prog.Var(addr.X); v != nil && isGroupType(v.Type()) {
				s.lentOut[v] = true
			}
			return true
		})
	}
}

func isGroupType(t types.Type) bool {
	named := program.Named(t)
	return named != nil && named.Obj().Name() == "WaitGroup" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync"
}

// handedOn reports whether others may be counted by a group: it is known by
// another name, or to other packages.
func (s *solver) handedOn(group types.Object) bool {
	_, isPointer := group.Type().Underlying().(*types.Pointer)
	return s.lentOut[group] || isPointer
}

func (s *solver) syncsOf(f *program.Func) []program.Sync { return s.syncs[f] }
