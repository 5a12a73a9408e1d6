package book

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A method is a method that a row asks implementers of an interface for.
type method[Row any] struct {
	symbol contract.Symbol
	iface  *types.Interface // nil for a row that is kept by name
	row    Bound[Row]
}

// Implemented returns the rows for fn as a method of a type that implements an interface.
func (b *Book) Implemented(fn *types.Func) []Bound[contract.Runs] {
	rows := b.methodsOf(contract.FormImplements, fn)
	return append(rows, implemented(b, b.services[fn.Name()], fn, func(*contract.Runs) bool { return true })...)
}

// ReturnedBy returns the rows for the closures that fn returns, as such a method.
func (b *Book) ReturnedBy(fn *types.Func) []Bound[contract.Runs] {
	return b.methodsOf(contract.FormReturned, fn)
}

func (b *Book) methodsOf(form contract.Form, fn *types.Func) []Bound[contract.Runs] {
	return implemented(b, b.methods, fn, func(row *contract.Runs) bool { return row.Code.Form == form })
}

// OwnsReceiver returns the rows for objects that have fn as their method.
func (b *Book) OwnsReceiver(fn *types.Func) []Bound[contract.Owns] {
	rows := implemented(b, b.callees, fn, func(*contract.Owns) bool { return true })
	for _, row := range b.OwnsShapes {
		if row.Row.Shape.HasShape(fn.Name(), fn.Signature()) {
			rows = append(rows, row)
		}
	}
	return rows
}

// implemented returns the rows of those methods that fn is an implementation of.
func implemented[Row any](b *Book, methods []method[Row], fn *types.Func, counts func(*Row) bool) []Bound[Row] {
	named := program.ReceiverNamed(fn)
	if named == nil || types.IsInterface(named) {
		return nil
	}
	var rows []Bound[Row]
	for _, m := range methods {
		if m.symbol.Name != fn.Name() || !counts(m.row.Row) {
			continue
		}
		iface := m.iface
		if iface == nil {
			iface = b.interfaceOf(m.symbol)
		}
		if iface != nil && (types.Implements(named, iface) || types.Implements(types.NewPointer(named), iface)) {
			rows = append(rows, m.row)
		}
	}
	return rows
}

// interfaceOf finds the interface of a row that is kept by name. Only packages
// that have a method of the same name ask for it.
func (b *Book) interfaceOf(s contract.Symbol) *types.Interface {
	if b.pkg == nil {
		return nil
	}
	pkg := imported(b.pkg, s.Pkg)
	if pkg == nil {
		return nil
	}
	tn, ok := pkg.Scope().Lookup(s.Recv).(*types.TypeName)
	if !ok {
		return nil
	}
	iface, _ := tn.Type().Underlying().(*types.Interface)
	return iface
}
