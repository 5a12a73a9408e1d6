package runson

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// OneFact says of a function that it always returns what one variable of its package holds:
// whoever calls it speaks to the same object.
type OneFact struct{}

// AFact makes it a fact.
func (*OneFact) AFact() {}

func (*OneFact) String() string { return "returns the package's one" }

var _ analysis.Fact = (*OneFact)(nil)

func exportOnes(pass *analysis.Pass, prog *program.Package) {
	for _, f := range prog.Funcs {
		if f.Obj != nil && f.Obj.Exported() && returnsOne(prog, f) {
			pass.ExportObjectFact(f.Obj, &OneFact{})
		}
	}
}

// givesOne reports whether a function always returns the same object.
func (s speakers) givesOne(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	if f := s.prog.FuncOf(fn); f != nil {
		return returnsOne(s.prog, f)
	}
	return s.pass != nil && s.pass.ImportObjectFact(fn, &OneFact{})
}

// returnsOne reports whether all that a function returns is one variable of the package.
func returnsOne(prog *program.Package, f *program.Func) bool {
	if f.Obj == nil || f.Sig.Recv() != nil || f.Sig.Params().Len() != 0 || f.Sig.Results().Len() != 1 || f.Body() == nil {
		return false
	}
	var one types.Object
	same := true
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			var v *types.Var
			if len(n.Results) == 1 {
				v, _ = prog.Var(n.Results[0]).(*types.Var)
			}
			same = same && v != nil && v.Kind() == types.PackageVar && (one == nil || one == v)
			one = v
		}
		return same
	})
	return same && one != nil
}
