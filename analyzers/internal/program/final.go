package program

import (
	"go/ast"
	"go/types"
	"strings"
)

// final are the names of functions that do not return, in whatever package: a
// logger's, a test's.
var final = map[string]bool{
	"Exit": true, "Goexit": true, "Fatal": true, "Fatalf": true, "Fatalln": true,
	"Panic": true, "Panicf": true, "Panicln": true, "FailNow": true, "SkipNow": true, "Skip": true, "Skipf": true,
}

// MayReturn reports whether control may go on after a call: it is none of a panic,
// and of no function whose name says that it ends the program or the test.
func (p *Package) MayReturn(call *ast.CallExpr) bool {
	if fn := p.Callee(call); fn != nil {
		return !final[fn.Name()]
	}
	if p.isFinalVar(call.Fun) {
		return false
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return !ok || id.Name != "panic" || !p.info.Types[call.Fun].IsBuiltin()
}

// isFinalVar reports whether a field or a package's variable holds a function that its
// name says does not return: os.Exit, say, which tests replace.
func (p *Package) isFinalVar(fun ast.Expr) bool {
	v, ok := p.Var(fun).(*types.Var)
	if !ok || !v.IsField() && v.Kind() != types.PackageVar || signature(v.Type()) == nil {
		return false
	}
	name := v.Name()
	return final[strings.ToUpper(name[:1])+name[1:]]
}
