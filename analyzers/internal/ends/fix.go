package ends

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// room is the fix that makes room for the one value that is sent to a channel, which
// a call makes without room; none if there is no such call.
func room(made *ast.CallExpr) []analysis.SuggestedFix {
	if made == nil {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message:   "make the channel with room for one",
		TextEdits: []analysis.TextEdit{{Pos: made.Rparen, End: made.Rparen, NewText: []byte(", 1")}},
	}}
}

// roomForOne is what makes the channel, if room for one is room for all that is sent
// to it; nil if it is not.
func (h *handBack) roomForOne() *ast.CallExpr {
	if h.many || h.stream || h.room > 0 || len(h.calls) != 1 || h.mostSends(h.calls[0]) > 1 {
		return nil
	}
	if h.made != nil && len(h.made.Args) == 1 {
		return h.made
	}
	return h.makeOf(h.sends[0].Var)
}

// makeOf is the one call that gives a variable a channel without room; nil if there
// is none.
func (s *solver) makeOf(obj types.Object) *ast.CallExpr {
	v, ok := obj.(*types.Var)
	if !ok || !local(v) {
		return nil
	}
	made := s.prog.Assigned(v)
	if len(made) != 1 {
		return nil
	}
	call, ok := ast.Unparen(made[0].Value).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return nil
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); !ok || id.Name != "make" {
		return nil
	}
	return call
}

// oneSend is what makes a channel, if an operation is the only send there is, or those
// after it are others', and comes once.
func (s *solver) oneSend(ch *program.Channel, op *program.Op) *ast.CallExpr {
	if op.Repeat != nil {
		return nil
	}
	for _, other := range ch.Ops {
		if other.Kind == program.Send && other != op && (other.In != op.In || s.paths(op.In).Reaches(op.Node, other.Node)) {
			return nil
		}
	}
	return s.makeOf(ch.Var)
}

// selects is the fix that puts a send into a select with the arm by which another send
// knows of the loop's end, where the function has nothing else to do.
func selects(op *program.Op, other knowing) []analysis.SuggestedFix {
	send, ok := op.Node.(*ast.SendStmt)
	quit := quitOf(op, other)
	if body := op.In.Body().List; !ok || quit == "" || body[len(body)-1] != ast.Stmt(send) {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message: "send in a select that knows of the loop's end",
		TextEdits: []analysis.TextEdit{
			{Pos: send.Pos(), End: send.Pos(), NewText: []byte("select {\ncase ")},
			{Pos: send.End(), End: send.End(), NewText: []byte(":\ncase <-" + quit + ":\n}")},
		},
	}}
}

// quitOf spells the other send's arm for the object that a send is to: both name it by
// a variable.
func quitOf(op *program.Op, other knowing) string {
	here, there := holder(op.Chan), holder(other.send.Chan)
	if here == nil || there == nil {
		return ""
	}
	rest, ok := strings.CutPrefix(types.ExprString(other.arm.Chan), there.Name+".")
	if !ok || strings.ContainsAny(rest, "[{") {
		return ""
	}
	return here.Name + "." + rest
}

// holder is the variable whose field an expression is.
func holder(e ast.Expr) *ast.Ident {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	id, _ := ast.Unparen(sel.X).(*ast.Ident)
	return id
}
