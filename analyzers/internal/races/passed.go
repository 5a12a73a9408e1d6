package races

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// isHanded reports whether the rounds that read a field come to it only through the lock
// that is held where it is written: they see what was written before, and as a rule it
// is written once, before what they look for under the lock is there. A map is written
// again and again, and who ends the object comes when there is something.
func (s *solver) isHanded(by *program.Func, written, read *entry) bool {
	_, isMap := written.field.Type().Underlying().(*types.Map)
	if isMap || read.write || written.isVariable() || program.SaysEnd(by.Obj.Name()) {
		return false
	}
	own := func(lock types.Object) bool { return s.guardsField(lock, written.field) }
	held := s.locks.Only(written.locks, own) &^ locks.Unnamed
	for e := read; e != nil; e = e.down {
		if s.locks.Passed(e.in, e.at, func(call ast.Node) bool { return s.inSameRound(e, call) })&held != 0 {
			return true
		}
	}
	return false
}

// inSameRound reports whether a call is made in each round that comes to a use in the
// same body.
func (s *solver) inSameRound(e *entry, call ast.Node) bool {
	return !slices.ContainsFunc(s.rounds(e.in), func(stmt ast.Stmt) bool {
		return program.Contains(stmt, program.Place(e.at)) && !program.Contains(stmt, program.Place(call))
	})
}
