package book

import (
	"go/types"
	"slices"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/shipped"
)

// unplaced lists the runtime's functions that take one without a row, and why.
var unplaced = map[string]string{
	"WithErrorHandler": "it runs on whatever goroutine completes the future",
	"Clock.AfterFunc":  "the program's own, called by the loop",
}

// unwaited lists those that take a context without a row, and why.
var unwaited = map[string]string{
	"Queue.Get":           "it waits only while the queue is empty, and then says so",
	"Queue.Put":           "it waits only while the queue is full, and then says so",
	"Queue.Next":          "it is Get",
	"Queue.All":           "it waits as Get does",
	"Bridge.Recv":         "it waits only while the bridge is empty, and then says so",
	"Bridge.Next":         "it is Recv",
	"Bridge.All":          "it waits as Recv does",
	"Seq":                 "the sequence waits, where it is ranged over",
	"GoContext":           "it hands the context on, and goes on itself",
	"OffloadContext":      "it hands the context on, and goes on itself",
	"Loop.GoContext":      "it hands the context on, and goes on itself",
	"Loop.OffloadContext": "it hands the context on, and goes on itself",
	"TaskLoop":            "it asks who runs",
	"Iterator.Next":       "the program's own, called on the loop",
	"Resource.Enter":      "the program's own, called on the loop",
	"Resource.Exit":       "the program's own, called on the loop",
}

// TestRuntimeIsWhole: each exported function of the project's own runtime that
// takes a function has a row that says where it runs, and each that takes a
// context one that says that it waits.
func TestRuntimeIsWhole(t *testing.T) {
	if testing.Short() {
		t.Skip("loads every framework")
	}
	b := newBinder(blank(), inSight(t))
	i := slices.IndexFunc(shipped.Frameworks, func(f contract.Framework) bool { return f.Name == "loopcheck" })
	f := &shipped.Frameworks[i]
	b.framework(f)
	funcs := exportedFuncs(b.byPath[f.Needs.Pkg])
	for _, excused := range []map[string]string{unplaced, unwaited} {
		for name := range excused {
			if funcs[name] == nil {
				t.Errorf("%s is excused, and not there", name)
			}
		}
	}
	for name, fn := range funcs {
		for param := range fn.Signature().Params().Variables() {
			switch {
			case isFuncType(param.Type()) && len(b.book.runs.of(contract.FormParam, fn)) == 0 && unplaced[name] == "":
				t.Errorf("%s takes a function, and no row says where it runs", name)
			case param.Type().String() == "context.Context" && len(b.book.Waits(fn)) == 0 && unwaited[name] == "":
				t.Errorf("%s takes a context, and no row says that it waits", name)
			}
		}
	}
}

func isFuncType(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// exportedFuncs returns a package's exported functions and methods by name.
func exportedFuncs(pkg *types.Package) map[string]*types.Func {
	funcs := make(map[string]*types.Func)
	for _, name := range pkg.Scope().Names() {
		switch obj := pkg.Scope().Lookup(name).(type) {
		case *types.Func:
			if obj.Exported() {
				funcs[name] = obj
			}
		case *types.TypeName:
			named, ok := obj.Type().(*types.Named)
			if !ok || !obj.Exported() {
				continue
			}
			methods := slices.Collect(named.Methods())
			if iface, ok := named.Underlying().(*types.Interface); ok {
				methods = slices.Collect(iface.Methods())
			}
			for _, m := range methods {
				if m.Exported() {
					funcs[name+"."+m.Name()] = m
				}
			}
		}
	}
	return funcs
}
