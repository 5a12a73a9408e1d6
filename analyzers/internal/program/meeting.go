package program

import (
	"go/ast"
	"go/types"
)

// A Meeting is where code meets on one channel, by whatever names this package knows it:
// variables and fields that it is assigned to, parameters that it is passed for, and what
// functions return. Names that may hold another channel as well are all of one meeting.
type Meeting struct {
	Ops []*Op

	// Sent and Received say that others may do so, by a name that this package gives away.
	Sent, Received bool

	made    bool
	unknown bool // its room, or where it comes from
	room    int64
}

// Cap is the least capacity that the channel is made with; known is false if it may
// come from elsewhere or the capacity is computed.
func (m *Meeting) Cap() (n int64, known bool) { return m.room, m.made && !m.unknown }

// Made reports whether the channel is made here.
func (m *Meeting) Made() bool { return m.made }

// Meeting returns where an operation meets others; nil if nobody knows by what name.
func (p *Package) Meeting(op *Op) *Meeting {
	p.meet.Do(p.findMeetings)
	if node := p.nameOf(op.Chan); node != nil {
		return p.meetings[p.names.find(node)]
	}
	return nil
}

// A result is what a function returns, as a name of a channel.
type result struct {
	of *types.Func
	i  int
}

// names are sets of names that may be of one channel: variables, and results.
type names map[any]any

// find returns the name that stands for a set.
func (n names) find(name any) any {
	for {
		up, ok := n[name]
		if !ok || up == name {
			return name
		}
		name = up
	}
}

// shorten is find, and makes the way shorter for who asks next.
func (n names) shorten(name any) any {
	top := n.find(name)
	for name != top {
		name, n[name] = n[name], top
	}
	return top
}

func (n names) join(a, b any) {
	a, b = n.shorten(a), n.shorten(b)
	n[a], n[b] = b, b
}

// nameOf is the name that an expression is: a variable, or what a function returns.
func (p *Package) nameOf(e ast.Expr) any {
	switch e := ast.Unparen(e).(type) {
	case nil:
		return nil
	case *ast.CallExpr:
		if p.info.Types[e.Fun].IsType() && len(e.Args) == 1 {
			return p.nameOf(e.Args[0])
		}
		if fn := p.Callee(e); fn != nil && fn.Pkg() == p.pkg {
			return result{fn, 0}
		}
		return nil
	}
	if v := p.Var(e); v != nil {
		return v
	}
	return nil
}
