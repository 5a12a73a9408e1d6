package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// markAliases finds the channels that are used as values: whoever holds one
// by another name may send and receive too.
func (p *Package) markAliases(files []*ast.File) {
	if len(p.chans) == 0 {
		return
	}
	names := make(map[string]bool) // most identifiers are told apart by their names
	for v := range p.chans {
		names[v.Name()] = true
	}
	for v := range p.renamed {
		names[v.Name()] = true
	}
	for _, file := range files {
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && names[id.Name] {
				p.markAlias(id, stack)
			}
			return true
		})
	}
}

func (p *Package) markAlias(id *ast.Ident, stack []ast.Node) {
	v, ok := p.info.Uses[id].(*types.Var)
	if !ok || !isChan(v.Type()) || p.byTests(v, id.Pos()) {
		return
	}
	c := p.Channel(v.Origin())
	if c == nil || c.escapes && c.lost && c.shared {
		return
	}
	var e ast.Expr = id
	i := len(stack) - 1
	for ; i >= 0; i-- { // x.ch and (x.ch) are still the channel's own name
		switch p := stack[i].(type) {
		case *ast.SelectorExpr:
			if p.Sel != e {
				return
			}
			e = p
			continue
		case *ast.ParenExpr:
			e = p
			continue
		}
		break
	}
	if i >= 0 && !isChannelUse(p.info, stack[i], e) && !p.isRenaming(stack[i], e) && !p.onlyTestsHave(stack[i]) {
		c.Aliased = true
		c.escapes = c.escapes || !p.isCarried(stack[:i+1], e)
		c.shared = c.shared || !isReceiveOnly(p.becomes(stack[:i+1], e))
		if to, ok := p.lends(stack[i], e); ok {
			c.lent = append(c.lent, to)
		} else {
			c.lost = true
		}
	}
}

// onlyTestsHave reports whether a node calls a method that only tests have a body for: one that
// other packages cannot name, of an interface, and no type of the program has.
func (p *Package) onlyTestsHave(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := p.Callee(call)
	if fn == nil || fn.Exported() || fn.Pkg() != p.pkg || fn.Signature().Recv() == nil || !types.IsInterface(fn.Signature().Recv().Type()) {
		return false
	}
	return !slices.ContainsFunc(p.methods[fn.Name()], func(f *Func) bool { return !p.InTest(f.Node().Pos()) })
}

// becomes is the type of what e is given to where it stands; nil if nobody knows.
func (p *Package) becomes(stack []ast.Node, e ast.Expr) types.Type {
	switch parent := stack[len(stack)-1].(type) {
	case *ast.ReturnStmt:
		i := slices.Index(parent.Results, e)
		if sig := p.signatureAround(stack); sig != nil && len(parent.Results) == sig.Results().Len() {
			return sig.Results().At(i).Type()
		}
	case *ast.CallExpr:
		if tv := p.info.Types[parent.Fun]; tv.IsType() {
			return tv.Type
		}
		i := slices.Index(parent.Args, e)
		if sig := signature(p.info.TypeOf(parent.Fun)); sig != nil && i >= 0 {
			_, t := paramFor(sig, i, parent.Ellipsis.IsValid())
			return t
		}
	case *ast.AssignStmt:
		if i := slices.Index(parent.Rhs, e); i >= 0 && len(parent.Lhs) == len(parent.Rhs) {
			return p.info.TypeOf(parent.Lhs[i])
		}
	}
	return nil
}

// signatureAround is that of the innermost function that a stack of nodes is in.
func (p *Package) signatureAround(stack []ast.Node) *types.Signature {
	for _, n := range slices.Backward(stack) {
		switch n := n.(type) {
		case *ast.FuncLit:
			return signature(p.info.TypeOf(n))
		case *ast.FuncDecl:
			return signature(p.info.TypeOf(n.Name))
		}
	}
	return nil
}

func isReceiveOnly(t types.Type) bool {
	if t == nil {
		return false
	}
	ch, ok := t.Underlying().(*types.Chan)
	return ok && ch.Dir() == types.RecvOnly
}

// isCarried reports whether e is assigned to a field where it stands, which
// chanFrom has noted.
func (p *Package) isCarried(stack []ast.Node, e ast.Expr) bool {
	switch parent := stack[len(stack)-1].(type) {
	case *ast.KeyValueExpr:
		return len(stack) > 1 && parent.Value == e && p.isStruct(stack[len(stack)-2])
	case *ast.CompositeLit:
		return p.isStruct(parent)
	case *ast.AssignStmt:
		i := slices.Index(parent.Rhs, e)
		return i >= 0 && len(parent.Lhs) == len(parent.Rhs) && isField(p.Var(parent.Lhs[i]))
	}
	return false
}

func (p *Package) isStruct(n ast.Node) bool {
	lit, ok := n.(*ast.CompositeLit)
	if !ok {
		return false
	}
	t := p.info.TypeOf(lit)
	if t == nil {
		return false
	}
	_, ok = deref(t).Underlying().(*types.Struct)
	return ok
}

func isField(v types.Object) bool {
	field, ok := v.(*types.Var)
	return ok && field.IsField()
}

// isChannelUse reports whether parent uses e in place, without giving it away.
func isChannelUse(info *types.Info, parent ast.Node, e ast.Expr) bool {
	switch p := parent.(type) {
	case *ast.SendStmt:
		return p.Chan == e
	case *ast.UnaryExpr:
		return p.Op == token.ARROW
	case *ast.RangeStmt:
		return p.X == e
	case *ast.BinaryExpr:
		return true // compared, with nil as a rule
	case *ast.CallExpr:
		id, ok := ast.Unparen(p.Fun).(*ast.Ident)
		return ok && info.Types[p.Fun].IsBuiltin() && id.Name != "append"
	case *ast.KeyValueExpr:
		return p.Key == e
	case *ast.AssignStmt:
		for _, l := range p.Lhs {
			if l == e {
				return true
			}
		}
	}
	return false
}

// lends returns the call that a channel is an argument of, if its function
// stands in this package, and takes it for a channel: what it does with a value of a
// type parameter, or of an interface, is not seen as the channel's.
func (p *Package) lends(parent ast.Node, e ast.Expr) (Lent, bool) {
	call, ok := parent.(*ast.CallExpr)
	if !ok {
		return Lent{}, false
	}
	f := p.FuncOf(p.Callee(call))
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		f = p.byLit[lit]
	}
	i := slices.Index(call.Args, e)
	if f == nil || i < 0 || f.Sig.Variadic() || i >= f.Sig.Params().Len() {
		return Lent{}, false
	}
	param := f.Sig.Params().At(i)
	return Lent{By: call, To: Param{Of: f, Index: i, Var: param}}, isChan(param.Type())
}
