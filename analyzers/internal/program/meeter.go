package program

import (
	"go/ast"
	"go/token"
	"go/types"
)

// findMeetings joins the names that channels are passed on by.
func (p *Package) findMeetings() {
	p.names = make(names)
	p.meetings = make(map[any]*Meeting)
	m := meeter{p: p, given: make(map[any]bool), got: make(map[any]bool), lost: make(map[any]bool), made: make(map[any][]*ast.CallExpr)}
	chans, at := p.chanValues()
	for decl := range p.DeclsAt(at) {
		ast.PreorderStack(decl, nil, func(n ast.Node, stack []ast.Node) bool {
			if e, ok := n.(ast.Expr); ok && chans[e] {
				m.value(e, stack)
			}
			return true
		})
	}
	m.implemented()
	for name := range p.names {
		p.names[name] = p.names.find(name) // who asks later on changes nothing
	}
	m.collect()
}

// chanValues are the expressions whose value is a channel, and where they stand.
func (p *Package) chanValues() (map[ast.Expr]bool, []token.Pos) {
	chans := make(map[ast.Expr]bool)
	var at []token.Pos
	for e, tv := range p.info.Types {
		if tv.IsValue() && isChan(tv.Type) {
			chans[e] = true
			at = append(at, Place(e))
		}
	}
	return chans, at
}

// A meeter notes how the names of channels hang together, and which ones others know.
type meeter struct {
	p     *Package
	given map[any]bool // others may send to it
	got   map[any]bool // others may receive from it
	lost  map[any]bool // it may hold what comes from elsewhere
	made  map[any][]*ast.CallExpr
}

// value notes what becomes of a channel's value where it stands.
func (m *meeter) value(e ast.Expr, stack []ast.Node) {
	parent := stack[len(stack)-1]
	switch parent := parent.(type) {
	case *ast.ParenExpr, *ast.SelectorExpr:
		return // the whole stands further out
	case *ast.CallExpr:
		if m.p.info.Types[parent.Fun].IsType() {
			return // a conversion stands for it
		}
	}
	if isChannelUse(m.p.info, parent, e) || m.isTarget(parent, e) {
		return
	}
	to, dir := m.target(parent, stack, e)
	from := m.p.nameOf(e)
	call, isCall := ast.Unparen(e).(*ast.CallExpr)
	isMade := isCall && isMakeCall(m.p.info, call)
	switch {
	case m.p.info.Types[e].IsNil():
	case to == nil && from != nil:
		m.giveAway(from, dir)
	case to != nil && isMade:
		m.made[to] = append(m.made[to], call)
	case to != nil && from != nil:
		m.p.names.join(from, to)
	case to != nil:
		m.lost[to] = true
	}
}

// isTarget reports whether a name is what is assigned to, or declared.
func (m *meeter) isTarget(parent ast.Node, e ast.Expr) bool {
	switch parent := parent.(type) {
	case *ast.AssignStmt:
		for _, l := range parent.Lhs {
			if l == e {
				return true
			}
		}
	case *ast.ValueSpec:
		for _, name := range parent.Names {
			if name == e {
				return true
			}
		}
	case *ast.RangeStmt:
		return parent.Key == e || parent.Value == e
	case *ast.Field, *ast.ExprStmt:
		return true
	}
	return false
}

// giveAway notes that others get to know a name, to use it in one direction or both.
func (m *meeter) giveAway(name any, dir types.ChanDir) {
	if dir != types.RecvOnly {
		m.given[name] = true
	}
	if dir != types.SendOnly {
		m.got[name] = true
	}
}

// target is the name that a value gets where it stands, or else in which direction
// whoever gets it may use it.
func (m *meeter) target(parent ast.Node, stack []ast.Node, e ast.Expr) (any, types.ChanDir) {
	p := m.p
	switch parent := parent.(type) {
	case *ast.AssignStmt:
		if i := indexOf(parent.Rhs, e); i >= 0 && len(parent.Lhs) == len(parent.Rhs) {
			return p.nameOf(parent.Lhs[i]), dirOf(p.info.TypeOf(parent.Lhs[i]))
		}
	case *ast.ValueSpec:
		if i := indexOf(parent.Values, e); i >= 0 && len(parent.Names) == len(parent.Values) {
			return p.nameOf(parent.Names[i]), types.SendRecv
		}
	case *ast.KeyValueExpr:
		if key, ok := parent.Key.(*ast.Ident); ok && parent.Value == e && len(stack) > 1 && p.isStruct(stack[len(stack)-2]) {
			if field, ok := p.info.Uses[key].(*types.Var); ok {
				return field.Origin(), dirOf(field.Type())
			}
		}
	case *ast.CompositeLit:
		if st, ok := deref(p.info.TypeOf(parent)).Underlying().(*types.Struct); ok {
			if i := indexOf(parent.Elts, e); i >= 0 && i < st.NumFields() {
				return st.Field(i).Origin(), types.SendRecv
			}
		}
	case *ast.ReturnStmt:
		return m.returned(parent, stack, e), dirOf(p.becomes(stack, e))
	case *ast.CallExpr:
		if lent, ok := p.lends(parent, e); ok {
			return lent.To.Var, types.SendRecv
		}
		return nil, dirOf(p.becomes(stack, e))
	}
	return nil, types.SendRecv
}

// returned is the result that a declared function returns a value as.
func (m *meeter) returned(ret *ast.ReturnStmt, stack []ast.Node, e ast.Expr) any {
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.FuncLit:
			return nil
		case *ast.FuncDecl:
			fn, ok := m.p.info.Defs[n.Name].(*types.Func)
			if !ok {
				return nil
			}
			i := indexOf(ret.Results, e)
			if i != 0 {
				return nil // who receives several results has them by other names
			}
			return result{fn, i}
		}
	}
	return nil
}

func indexOf(all []ast.Expr, e ast.Expr) int {
	for i, x := range all {
		if x == e {
			return i
		}
	}
	return -1
}

func dirOf(t types.Type) types.ChanDir {
	if t == nil {
		return types.SendRecv
	}
	if ch, ok := t.Underlying().(*types.Chan); ok {
		return ch.Dir()
	}
	return types.SendRecv
}

func isMakeCall(info *types.Info, call *ast.CallExpr) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && id.Name == "make" && info.Types[call.Fun].IsBuiltin()
}

// implemented joins what an interface's method returns with what its implementations do.
func (m *meeter) implemented() {
	for _, f := range m.p.Funcs {
		for _, call := range f.Calls {
			fn := call.Callee
			if fn == nil || fn.Pkg() != m.p.pkg || fn.Signature().Results().Len() != 1 || !isChan(fn.Signature().Results().At(0).Type()) {
				continue
			}
			if m.p.byObj[fn] == nil {
				targets := m.p.Implementers(fn)
				m.lost[result{fn, 0}] = len(targets) == 0
				for _, to := range targets {
					m.p.names.join(result{fn, 0}, result{to.Obj, 0})
				}
			}
		}
	}
}

// collect gathers what is known of the names of one channel.
func (m *meeter) collect() {
	at := func(name any) *Meeting {
		root := m.p.names.find(name)
		if m.p.meetings[root] == nil {
			m.p.meetings[root] = &Meeting{room: -1}
		}
		return m.p.meetings[root]
	}
	for v := range m.p.chans {
		to := at(v)
		if m.p.visibleElsewhere(v) {
			dir := dirOf(v.Type())
			to.Sent = to.Sent || dir != types.RecvOnly
			to.Received = to.Received || dir != types.SendOnly
			to.unknown = true
		}
	}
	for name := range m.p.names {
		to := at(name)
		if r, ok := name.(result); ok && m.isForOthers(r.of) {
			dir := dirOf(r.of.Signature().Results().At(r.i).Type())
			to.Sent = to.Sent || dir != types.RecvOnly
			to.Received = to.Received || dir != types.SendOnly
		}
		if v, ok := name.(*types.Var); ok && m.isForeign(v) {
			to.unknown = true
		}
	}
	for name := range m.given {
		at(name).Sent = true
	}
	for name := range m.got {
		at(name).Received = true
	}
	for name, lost := range m.lost {
		if lost {
			at(name).unknown, at(name).Sent, at(name).Received = true, true, true
		}
	}
	for name, calls := range m.made {
		for _, call := range calls {
			at(name).make(m.p, call)
		}
	}
	for _, f := range m.p.Funcs {
		for _, op := range f.Ops {
			m.addOp(op)
		}
	}
}

// isForOthers reports whether other packages call a function. By an interface they call
// what implements it, which answers for itself.
func (m *meeter) isForOthers(fn *types.Func) bool {
	if !fn.Exported() || m.p.pkg.Name() == "main" {
		return false
	}
	named := ReceiverNamed(fn)
	return named == nil || named.Obj().Exported() && !types.IsInterface(named)
}

// isForeign reports whether a parameter is one for which other packages pass channels.
func (m *meeter) isForeign(v *types.Var) bool {
	param, ok := m.p.params[v]
	return ok && param.Of.Obj != nil && m.isForOthers(param.Of.Obj)
}

func (m *meeter) addOp(op *Op) {
	if op.Kind == Choose {
		for _, arm := range op.Select.Arms {
			m.addOp(arm)
		}
		return
	}
	if name := m.p.nameOf(op.Chan); name != nil {
		if to := m.p.meetings[m.p.names.find(name)]; to != nil {
			to.Ops = append(to.Ops, op)
		}
	}
}

// make notes with how much room a channel is made.
func (to *Meeting) make(p *Package, call *ast.CallExpr) {
	room, known := int64(0), true
	if len(call.Args) > 1 {
		w := walker{p: p}
		room, known = w.constant(call.Args[1])
	}
	to.made = true
	to.unknown = to.unknown || !known
	if to.room < 0 || room < to.room {
		to.room = room
	}
}
