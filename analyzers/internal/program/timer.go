package program

import (
	"go/ast"
	"go/types"
)

// A Timer says which of package time's channels an expression is.
type Timer int

const (
	NoTimer Timer = iota
	After         // the result of time.After or time.Tick
	OneShot       // the C of a time.Timer
	Ticker        // the C of a time.Ticker
)

// TimerOf returns whether only the clock sends to ch.
func (p *Package) TimerOf(ch ast.Expr) Timer {
	switch ch := ast.Unparen(ch).(type) {
	case *ast.CallExpr:
		if fn := p.Callee(ch); IsFunc(fn, "time", "After") || IsFunc(fn, "time", "Tick") {
			return After
		}
	case *ast.SelectorExpr:
		return timerNamed(Named(p.info.TypeOf(ch.X)))
	}
	return NoTimer
}

func timerNamed(t *types.Named) Timer {
	if t == nil || t.Obj().Pkg() == nil || t.Obj().Pkg().Path() != "time" {
		return NoTimer
	}
	if t.Obj().Name() == "Timer" {
		return OneShot
	}
	return Ticker
}
