package races

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A cause is what races have in common: the two that run, and the call by which one
// of them comes to what the other one runs too.
type cause struct {
	here, there  token.Pos
	call         ast.Expr
	flag, strict bool
}

// minShared is how many fields of a loop a function has to touch that runs beside it
// too, to say that it was written for the loop alone.
const minShared = 3

// causes makes one race of those that one cause has.
func causes(found []Race) []Race {
	fields := make(map[cause]map[*types.Var]bool)
	writes := make(map[cause]bool) // what one only reads, it may read before the loop is there
	for _, r := range found {
		if r.shared != nil {
			c := r.cause()
			if fields[c] == nil {
				fields[c] = make(map[*types.Var]bool)
			}
			fields[c][r.Field] = true
			writes[c] = writes[c] || r.Here.Write
		}
	}
	first := make(map[cause]int)
	var all []Race
	for _, r := range found {
		if c := r.cause(); len(fields[c]) >= minShared && writes[c] {
			r.Strict, r.Flag = false, false
			r.Here.Node = r.shared
		} else {
			r.shared = nil
		}
		i, known := first[r.cause()]
		if !known {
			first[r.cause()] = len(all)
			all = append(all, r)
			continue
		}
		all[i].Also = append(all[i].Also, r.Also...)
		if r.Field != all[i].Field && !slices.ContainsFunc(all[i].More, func(m Race) bool { return m.Field == r.Field }) {
			all[i].More = append(all[i].More, r)
		}
	}
	return all
}

func (r Race) cause() cause {
	c := cause{here: r.Here.by(), there: r.There.by(), call: r.shared, flag: r.Flag, strict: r.Strict}
	if r.shared != nil {
		c.flag, c.strict = false, false
	}
	return c
}

// by is where what uses it begins.
func (u Use) by() token.Pos {
	if u.Start != nil {
		return u.Start.Pos()
	}
	return u.Goes.Node().Pos()
}

// shared is the call by which a goroutine comes from a use back to a function that
// the other one's rounds run as well; nil if there is none. A goroutine that comes to the
// use by the loop itself is no helper of it but the loop, started another way.
func (s *solver) shared(e, t *entry, of, other side) ast.Expr {
	loop := s.loopOn(other)
	if of.start == nil || loop == nil || e.locks|t.locks != 0 || !s.inRounds(other.first(t)) {
		return nil
	}
	for x := e.down; x.down != nil && x.in.Declared() != loop; x = x.down {
		if call, ok := x.at.(*ast.CallExpr); ok && s.roundsRun(loop)[x.down.in.Declared()] {
			return call.Fun
		}
	}
	return nil
}

// loopOn is the loop that a side comes to, and is seen to start.
func (s *solver) loopOn(of side) *program.Func {
	switch {
	case of.start != nil:
		return s.loopOf(of.start)
	case of.open:
		return nil
	}
	return of.frame.loops
}

// first is a use as the function sees it where its side begins.
func (of side) first(e *entry) *entry {
	if of.start != nil {
		return e.down
	}
	return e
}

// roundsRun are the functions that the rounds of a loop run.
func (s *solver) roundsRun(loop *program.Func) map[*program.Func]bool {
	ran, known := s.ran[loop]
	if known {
		return ran
	}
	ran = make(map[*program.Func]bool)
	for _, e := range s.runs.Edges.Out(loop) {
		if isCall(e) && slices.ContainsFunc(s.rounds(loop), func(stmt ast.Stmt) bool { return program.Contains(stmt, program.Place(e.At)) }) {
			s.reachedFrom(ran, e.To, isCall)
		}
	}
	s.ran[loop] = ran
	return ran
}
