package cycles

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findRounds finds groups that count the goroutines of all rounds of a for statement
// before it, and are waited for in each round.
func (s *solver) findRounds() {
	for _, f := range s.prog.Funcs {
		syncs := s.prog.Syncs(f)
		for _, wait := range syncs {
			v, ok := wait.Var.(*types.Var)
			if !ok || wait.Kind != program.Wait || wait.Call.Repeat == nil || wait.Call.How != program.Plain || !isLocal(v) || !s.isGroupType(v.Type()) {
				continue
			}
			stmt := wait.Call.Repeat.Stmt
			if program.Contains(stmt, v.Pos()) {
				continue // each round has one of its own
			}
			if add := s.addedBefore(syncs, v, stmt); add != nil && s.endsInRound(v, stmt) {
				s.add(Circle{Kind: Round, At: wait.Call.Expr, Call: wait.Call, Related: []analysis.RelatedInformation{
					{Pos: program.Place(add.Expr), Message: "all rounds are counted here"},
				}})
			}
		}
	}
}

// addedBefore is the call that counts what a for statement starts, if it is the only one
// and stands before it.
func (s *solver) addedBefore(syncs []program.Sync, group *types.Var, stmt ast.Stmt) *program.Call {
	var add *program.Call
	for _, sync := range syncs {
		if sync.Kind != program.Add || sync.Var != group {
			continue
		}
		if add != nil || program.Contains(stmt, sync.Call.Expr.Pos()) || s.info.Types[sync.Call.Expr.Args[0]].Value != nil {
			return nil
		}
		add = sync.Call
	}
	return add
}

// endsInRound reports whether all who are done with a group are goroutines that stand in
// a for statement.
func (s *solver) endsInRound(group *types.Var, stmt ast.Stmt) bool {
	dones := 0
	for _, f := range s.prog.Funcs {
		for _, sync := range s.prog.Syncs(f) {
			if sync.Kind == program.Done && sync.Var == group {
				if f.Lit == nil || !program.Contains(stmt, f.Lit.Pos()) || !s.startedByGo(f) {
					return false
				}
				dones++
			}
		}
	}
	return dones == 1
}
