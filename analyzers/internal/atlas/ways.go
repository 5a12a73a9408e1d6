package atlas

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/ends"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// maxFollowed is how many calls lead from what a goroutine begins with to where it
// goes round.
const maxFollowed = 3

// endsOf is how the rounds of a goroutine that begins with f end. Where f goes round in a
// function that it calls, they are that one's.
func (d *drawing) endsOf(f *program.Func) (rounds bool, all []End) {
	for range maxFollowed {
		ways, rounds := d.ends.Ways(f)
		if rounds {
			for _, w := range ways {
				if w.Arm == nil || w.Arm.Kind != program.Range || d.prog.TimerOf(w.Arm.Chan) == program.NoTimer { // nobody closes a timer
					all = append(all, d.end(f, w))
				}
			}
			return true, all
		}
		next := d.roundsIn(f)
		if next == nil {
			return false, nil
		}
		f = next
	}
	return false, nil
}

// roundsIn is the one function that f calls in place and that goes round, or calls one
// that may; nil if there is none.
func (d *drawing) roundsIn(f *program.Func) *program.Func {
	for _, e := range d.runs.Edges.Out(f) {
		if !e.Waits() || e.Dynamic || e.To == f {
			continue
		}
		if _, rounds := d.ends.Ways(e.To); rounds {
			return e.To
		}
	}
	return nil
}

func (d *drawing) end(f *program.Func, w ends.Way) End {
	e := End{Pos: w.At.Pos(), Text: d.spellWay(f, w)}
	for _, t := range w.Tellers {
		if !d.prog.InTest(t.At) {
			e.Tellers = append(e.Tellers, d.start(t.At, t.In, "", false))
		}
	}
	return e
}

func (d *drawing) spellWay(f *program.Func, w ends.Way) string {
	switch stmt := w.At.(type) {
	case *ast.ForStmt:
		return "not " + short(stmt.Cond)
	case *ast.RangeStmt:
		return words.Spell(stmt.X) + " is closed"
	}
	leaves := "returns"
	switch stmt := w.At.(type) {
	case *ast.BranchStmt:
		leaves = "leaves"
	case *ast.ExprStmt:
		leaves = "calls " + words.Spell(stmt.X)
	}
	if w.Arm != nil {
		leaves = words.SpellOp(w.Arm)
	}
	if cond := d.condition(f, w.At); cond != "" {
		return leaves + " if " + cond
	}
	return leaves
}

// condition is that of the innermost if in whose branch a statement stands; of the other
// branch it is the negation.
func (d *drawing) condition(f *program.Func, at ast.Node) string {
	cond := ""
	f.Inspect(func(n ast.Node) bool {
		stmt, ok := n.(*ast.IfStmt)
		switch {
		case !ok:
		case program.Contains(stmt.Body, at.Pos()):
			cond = short(stmt.Cond)
		case stmt.Else != nil && program.Contains(stmt.Else, at.Pos()):
			cond = "not " + short(stmt.Cond)
		}
		return n == nil || program.Contains(n, at.Pos())
	})
	return cond
}

// maxShort is how long an expression is that is shown whole.
const maxShort = 48

func short(e ast.Expr) string {
	s := types.ExprString(e)
	if r := []rune(s); len(r) > maxShort {
		return string(r[:maxShort]) + "…"
	}
	return s
}

// structs are the names of the structs that fields of this package stand in.
func (s *survey) structs() map[*types.Var]string {
	if s.fieldOf != nil {
		return s.fieldOf
	}
	s.fieldOf = make(map[*types.Var]string)
	for _, file := range s.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if st, ok := spec.Type.(*ast.StructType); ok {
				for _, field := range st.Fields.List {
					for _, name := range field.Names {
						if v, ok := s.pass.TypesInfo.Defs[name].(*types.Var); ok {
							s.fieldOf[v] = spec.Name.Name
						}
					}
				}
			}
			return true
		})
	}
	return s.fieldOf
}
