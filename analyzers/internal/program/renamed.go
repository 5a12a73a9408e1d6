package program

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
)

// A naming is a value that gives a local variable or a parameter the channel of another
// variable.
type naming struct {
	to    types.Object
	value ast.Expr
	call  bool // to is a parameter
	open  bool // of a function that others may call too
	spot  bool // of a literal that is called where it stands, once
}

// maxNamings bounds through how many names in a row a field's channel is followed.
const maxNamings = 4

// names keeps a naming until all code has been seen, and reports whether it is one.
func (w *walker) names(n naming) bool {
	v, from := n.to.(*types.Var), w.p.Var(n.value)
	if from == nil || !isChan(from.Type()) || n.call && w.p.InTest(n.value.Pos()) || !n.call && v.Kind() != types.LocalVar {
		return false
	}
	w.p.namings = append(w.p.namings, n)
	return true
}

// takeNaming notes what a value means that is no more than another name of a channel.
func (w *walker) takeNaming(n naming) {
	switch {
	case n.spot: // who lends it looks there
	case n.call:
		w.chanInto(n.to, n.value, n.open)
	default:
		w.chanFrom(w.p.channel(n.to), n.value)
	}
}

// noteAddress notes that somebody may put another channel into a variable.
func (w *walker) noteAddress(e ast.Expr) {
	if v, ok := w.p.Var(e).(*types.Var); ok && isChan(v.Type()) {
		w.p.addressed[v] = true
	}
}

// findRenamed finds the variables and parameters that only ever hold the channel of one
// field, or of one package-level variable: what is done by their names is done with the
// field's. The others are other names of a channel, as far as one knows.
func (p *Package) findRenamed() {
	if len(p.namings) == 0 {
		return
	}
	byName := make(map[types.Object][]naming)
	var order []types.Object
	for _, n := range p.namings {
		if byName[n.to] == nil {
			order = append(order, n.to)
		}
		byName[n.to] = append(byName[n.to], n)
	}
	mentioned := p.mentioned()
	for range maxNamings {
		for _, v := range order {
			if field := p.onlyField(byName[v]); field != nil && p.renamed[v] == nil && p.holdsOnly(v.(*types.Var), byName[v], mentioned) {
				p.renamed[v] = field
			}
		}
	}
	w := &walker{p: p}
	more := make(map[*Channel]bool)
	for _, v := range order {
		if field := p.renamed[v]; field != nil {
			more[p.rename(v, field)] = true
			continue
		}
		for _, n := range byName[v] {
			w.takeNaming(n)
		}
	}
	for c := range more {
		slices.SortStableFunc(c.Ops, func(a, b *Op) int { return cmp.Compare(a.Node.Pos(), b.Node.Pos()) })
	}
}

// onlyField is the field whose channel all values are; nil if they may be others.
func (p *Package) onlyField(all []naming) types.Object {
	var only types.Object
	for _, n := range all {
		field := p.fieldNamed(n.value)
		if field == nil || n.open || only != nil && only != field {
			return nil
		}
		only = field
	}
	return only
}

// fieldNamed is the field or package-level variable that a channel's name is one of; nil
// if it is another's.
func (p *Package) fieldNamed(e ast.Expr) types.Object {
	v, ok := p.Var(e).(*types.Var)
	if !ok || v.IsField() || v.Kind() == types.PackageVar {
		return p.Var(e)
	}
	return p.renamed[v]
}

// holdsOnly reports whether a variable gets nothing but these values, and nil.
func (p *Package) holdsOnly(v *types.Var, all []naming, m mentioned) bool {
	if p.addressed[v] {
		return false
	}
	named := 0
	for _, a := range p.Assigned(v) {
		if a.Result != 0 || !p.info.Types[a.Value].IsNil() && p.Var(a.Value) == nil {
			return false
		}
		if !p.info.Types[a.Value].IsNil() {
			named++
		}
	}
	if !all[0].call {
		return named == len(all)
	}
	f := p.params[v].Of
	return named == 0 && f != nil && !f.Sig.Variadic() && (all[0].spot || m.onlyCalled(f.Obj, len(all)))
}

// rename has what is done by one name of a channel be done with the field's, which it
// returns.
func (p *Package) rename(v, field types.Object) *Channel {
	to := p.channel(field)
	if by := p.chans[v]; by != nil {
		delete(p.chans, v)
		for _, op := range by.Ops {
			op.Var = field
		}
		to.Ops = append(to.Ops, by.Ops...)
	}
	return to
}

// isRenaming reports whether a channel's name stands where it gets another name that is
// nothing but that.
func (p *Package) isRenaming(parent ast.Node, e ast.Expr) bool {
	var to types.Object
	switch parent := parent.(type) {
	case *ast.AssignStmt:
		if i := slices.Index(parent.Rhs, e); i >= 0 && len(parent.Lhs) == len(parent.Rhs) {
			to = p.Var(parent.Lhs[i])
		}
	case *ast.ValueSpec:
		if i := slices.Index(parent.Values, e); i >= 0 && len(parent.Names) == len(parent.Values) {
			to = p.Var(parent.Names[i])
		}
	case *ast.CallExpr:
		if lent, ok := p.lends(parent, e); ok {
			to = lent.To.Var
		}
	}
	return to != nil && p.renamed[to] != nil && p.renamed[to] == p.fieldNamed(e)
}

// A mentioned says how often a package's code names its functions, and the methods of
// which interfaces it calls: what stands behind one is called from elsewhere, too.
type mentioned struct {
	funcs  map[*types.Func]int
	behind map[string]bool
}

// mentioned looks for the functions among whose parameters names of channels are.
func (p *Package) mentioned() mentioned {
	m := mentioned{make(map[*types.Func]int), make(map[string]bool)}
	if !slices.ContainsFunc(p.namings, func(n naming) bool { return n.call }) {
		return m
	}
	for id, obj := range p.info.Uses {
		fn, ok := obj.(*types.Func)
		if !ok || fn.Pkg() != p.pkg || p.InTest(id.Pos()) {
			continue
		}
		if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
			m.behind[fn.Name()] = true
		}
		m.funcs[fn.Origin()]++
	}
	return m
}

// onlyCalled reports whether so many calls are all there is of a function.
func (m mentioned) onlyCalled(fn *types.Func, calls int) bool {
	return fn != nil && m.funcs[fn] == calls && !(fn.Signature().Recv() != nil && m.behind[fn.Name()])
}
