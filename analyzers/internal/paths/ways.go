package paths

import (
	"go/ast"
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Analyzer has the ways through the functions of a package, found once for all who
// ask. It reports nothing and has no facts.
var Analyzer = &analysis.Analyzer{
	Name: "looppaths",
	Doc:  "find the ways through functions, for the loopcheck analyzers",
	Run: func(pass *analysis.Pass) (any, error) {
		prog := pass.ResultOf[program.Analyzer].(*program.Package)
		return &Ways{prog: prog, of: make(map[*program.Func]*Paths)}, nil
	},
	Requires:   []*analysis.Analyzer{program.Analyzer},
	ResultType: reflect.TypeFor[*Ways](),
}

// Ways are those through the functions of a package. What ends the program or the
// test ends a way too. All methods may be called by several analyzers at once.
type Ways struct {
	prog *program.Package

	mu sync.Mutex
	of map[*program.Func]*Paths
}

// Of returns the ways through f.
func (w *Ways) Of(f *program.Func) *Paths {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.of[f]
	if p == nil {
		p = New(f, w.prog.MayReturn, func(id *ast.Ident) *types.Var { return w.local(f, id) })
		w.of[f] = p
	}
	return p
}

// local is the variable of f itself of type bool that an identifier names.
func (w *Ways) local(f *program.Func, id *ast.Ident) *types.Var {
	v, ok := w.prog.Var(id).(*types.Var)
	if !ok || v.IsField() || v.Kind() == types.PackageVar || !f.Has(v) {
		return nil
	}
	if basic, ok := v.Type().Underlying().(*types.Basic); !ok || basic.Info()&types.IsBoolean == 0 {
		return nil
	}
	return v
}
