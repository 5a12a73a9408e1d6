package waitsfor

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// reads lists the calls that wait for whatever their reader is.
var reads = map[string]bool{
	"(*bufio.Reader).ReadString": true, "(*bufio.Reader).ReadBytes": true, "(*bufio.Reader).ReadLine": true,
	"(*bufio.Reader).ReadRune": true, "(*bufio.Reader).ReadByte": true, "(*bufio.Reader).Read": true,
	"(*bufio.Scanner).Scan": true, "io.ReadAll": true, "fmt.Fscan": true, "fmt.Fscanln": true, "fmt.Fscanf": true,
}

// byReader asks where a call's reader comes from, as far as one variable tells:
// bufio.NewReader(os.Stdin) waits for a person.
func (s *solver) byReader(call *program.Call, found effects) {
	if !reads[call.Callee.FullName()] {
		return
	}
	source := ast.Expr(nil)
	if sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr); ok && call.Callee.Signature().Recv() != nil {
		source = sel.X
	} else if len(call.Expr.Args) > 0 {
		source = call.Expr.Args[0]
	}
	if s.isStdin(call.In, source, 0) {
		found.add(Effect{Thing: Thing{Class: contract.Stdin}})
	}
}

// maxOrigins bounds how many steps a reader is followed back.
const maxOrigins = 3

func (s *solver) isStdin(f *program.Func, e ast.Expr, depth int) bool {
	if e == nil || depth > maxOrigins {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		return words.Spell(e) == "os.Stdin"
	case *ast.CallExpr:
		return len(e.Args) > 0 && s.isStdin(f, e.Args[0], depth+1)
	case *ast.Ident:
		v, ok := s.pass.TypesInfo.Uses[e].(*types.Var)
		if !ok || f.Declared() == nil || !program.Contains(f.Declared().Node(), v.Pos()) {
			return false
		}
		assigned := s.prog.Assigned(v)
		if len(assigned) == 0 {
			return false
		}
		last := assigned[len(assigned)-1]
		return last.Result == 0 && s.isStdin(f, last.Value, depth+1)
	}
	return false
}
