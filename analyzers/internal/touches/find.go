package touches

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/owns"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// find lists the uses of owned things in f's own body.
func (s *solver) find(f *program.Func) []Touch {
	var found []Touch
	if !s.owned.ByContract() {
		return s.findSaid(f)
	}
	for _, call := range f.Calls {
		if call.Spawns() {
			continue
		}
		if t, ok := s.called(f, call); ok {
			found = append(found, t)
		}
	}
	for _, a := range s.prog.Accesses(f) {
		if a.Field == nil || a.Kind == program.Address {
			continue // to take an address reads nothing
		}
		if t, ok := s.fieldOfObject(a); ok {
			found = append(found, t)
		}
		if t, ok := s.fieldSaid(a); ok {
			found = append(found, t)
		}
		if t, ok := s.fieldOfModel(a); ok && !(a.Embedded && told(found, t)) {
			found = append(found, t)
		}
	}
	if s.claims.Owns() {
		found = append(found, s.varsSaid(f)...)
	}
	return found
}

// told reports whether the last touch is of the same selector, which names a field
// and goes through another one.
func told(found []Touch, t Touch) bool {
	return len(found) > 0 && found[len(found)-1].Node == t.Node
}

// called is a call of an owned object's method, of an owned function value (a
// script's function), or of a function that touches what the loop owns.
func (s *solver) called(f *program.Func, call *program.Call) (Touch, bool) {
	fun, fn := call.Expr.Fun, call.Callee
	if fn == nil {
		owner, ok := s.owned.Object(program.Named(s.pass.TypesInfo.TypeOf(fun)))
		return touch(call.Expr, fun, owner, s.origins.Of(f, fun)), ok
	}
	if s.owned.Safe(fn) {
		return Touch{}, false
	}
	if owner, ok := s.owned.Func(fn); ok {
		return touch(call.Expr, fun, owner, program.Origin{Kind: program.Shared}), true
	}
	on := s.argOf(call, program.ReceiverIndex)
	if on == nil || fn.Signature().Recv() == nil {
		return Touch{}, false
	}
	// An interface's method may be declared by one that it embeds, and a
	// widget's by a struct around it: both the value and the method count.
	owner, ok := s.owned.Object(program.Named(s.pass.TypesInfo.TypeOf(on)))
	if !ok {
		owner, ok = s.owned.Object(program.ReceiverNamed(fn))
	}
	return touch(call.Expr, fun, owner, s.origins.Of(f, on)), ok
}

func touch(n ast.Node, text ast.Expr, owner owns.Owner, from program.Origin) Touch {
	return Touch{
		Node: n, Text: words.Spell(text), What: owner.What, Fix: owner.Fix, Loop: owner.Loop,
		origin: from, use: program.Place(n),
	}
}

// fieldOfObject is the use of an exported field of a framework's object.
func (s *solver) fieldOfObject(a program.Access) (Touch, bool) {
	if a.Field.Pkg() == s.pass.Pkg || a.Embedded {
		return Touch{}, false
	}
	owner, ok := s.owned.Fields(program.Named(s.pass.TypesInfo.TypeOf(a.Sel.X)))
	if !ok {
		return Touch{}, false
	}
	t := touch(a.Sel, a.Sel, owner, s.origins.Of(a.In, a.Sel.X))
	t.Access = s.accessOf(a)
	return t, true
}

// fieldOfModel is the use of a model's field that may meet one on the loop.
func (s *solver) fieldOfModel(a program.Access) (Touch, bool) {
	owner, ok := s.modelOf(a)
	if !ok || s.model.guardsItself(a.Field) || s.isObject(a) {
		return Touch{}, false
	}
	access, ok := s.meeting(a)
	if !ok {
		return Touch{}, false
	}
	from := s.origins.Of(a.In, a.Sel.X)
	if !s.reachesOthers(a, from) || s.guards.excuse(a.In, a) {
		return Touch{}, false
	}
	t := touch(a.Sel, a.Sel, owner, from)
	t.Field, t.Access = a.Field, access
	if !a.Beyond && a.Kind != program.Element {
		t.memory = s.memory(a.Sel.X)
	}
	spellPart(&t, a)
	return t, true
}

// isObject reports whether the struct in a field is an object of the framework,
// the use of which is told as such.
func (s *solver) isObject(a program.Access) bool {
	if a.Use == nil && !a.Embedded {
		return false
	}
	_, ok := s.owned.Object(program.Named(a.Field.Type()))
	return ok
}

// spellPart says what is used of the struct that a field holds.
func spellPart(t *Touch, a program.Access) {
	switch {
	case a.Embedded && a.Part == nil:
		t.Text = words.Spell(a.Sel.X) + "." + a.Field.Name()
		t.By = words.Spell(a.Sel)
	case t.Access != Written || a.Use == nil || a.Embedded:
	case a.Through != nil:
		t.By = words.Spell(a.Use)
	default:
		t.Text = words.Spell(a.Use)
	}
}

func (s *solver) modelOf(a program.Access) (owns.Owner, bool) {
	return s.owned.Model(program.Named(s.pass.TypesInfo.TypeOf(a.Sel.X)))
}

// reachesOthers reports whether the use of a model's field concerns more than
// the variable's own copy of the model.
func (s *solver) reachesOthers(a program.Access, from program.Origin) bool {
	switch x := a.Sel.X; {
	case throughPointer(s.pass.TypesInfo, x):
		return true
	case !isValue(s.pass.TypesInfo.TypeOf(x)):
		return true
	case a.Kind == program.Element:
		return true // all copies share the map or slice
	}
	// A captured copy is everybody's who still uses it.
	return from.Kind == program.Shared && s.accessOf(a) == Written && !s.isOwnCopy(a.In, a.Sel.X)
}

// meeting is how a use of a model's field meets one on the loop, if it does.
func (s *solver) meeting(a program.Access) (Access, bool) {
	met := false
	for name, access := range s.partsOfUse(a) {
		if !s.model.meets(spot{a.Field, name}, access) {
			continue
		}
		if access == Written {
			return Written, true
		}
		met = true
	}
	return Read, met
}

// partsOfUse is what a use of a field does to the parts of the struct in it. A
// method that takes its address does what it is known to do, and what a
// component of this package does with its own fields is told of these.
func (s *solver) partsOfUse(a program.Access) parts {
	name := whole
	if a.Part != nil {
		name = a.Part.Name()
	}
	switch {
	case a.Use != nil && s.isOwnModel(a.Field.Type()):
		return parts{whole: Read}
	case a.Through == nil || a.Part != nil:
		return parts{name: s.accessOf(a)}
	}
	if used := s.usesOf(a.Through); len(used) > 0 {
		return used
	}
	return parts{unknown: Read}
}

// accessOf takes it for no write to store once more a pointer or an interface
// that the caller passed, as setters of a shared context do for every message:
// it gives the field no new value as a rule. A function that never runs on a
// loop is no such setter.
func (s *solver) accessOf(a program.Access) Access {
	if s.writes(a) || stores(a) && !s.onLoop[a.In] {
		return Written
	}
	return Read
}

func (s *solver) isOwnModel(t types.Type) bool {
	_, ok := s.owned.Model(program.Named(t))
	return ok
}

func (s *solver) isHandle(e ast.Expr) bool {
	if e == nil {
		return false
	}
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		return false
	}
	if _, ok := s.prog.ParamOf(v); !ok {
		return false
	}
	switch v.Type().Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// throughPointer reports whether an expression goes through a pointer on its way.
func throughPointer(info *types.Info, e ast.Expr) bool {
	for {
		sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
		if !ok {
			return isPointer(info.TypeOf(e))
		}
		if isPointer(info.TypeOf(sel.X)) {
			return true
		}
		e = sel.X
	}
}

func isPointer(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

func isValue(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Struct)
	return ok
}
