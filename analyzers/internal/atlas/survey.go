// Package atlas draws what the relations know of a package, for those who want to see
// it rather than be told of its bugs: which loops there are, what runs on each, what
// each owns, who speaks to it, what starts and ends each goroutine; and what nobody
// knows. It finds nothing of its own: it asks, and keeps the answers as plain values
// that outlive the package.
package atlas

import (
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/waitsfor"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// A survey is what is asked of one package.
type survey struct {
	pass  *analysis.Pass
	prog  *program.Package
	book  *book.Book
	runs  *runson.Result
	waits *waitsfor.Result

	behind  map[types.Type]*types.TypeName // an interface, and what it may be
	fieldOf map[*types.Var]string          // once somebody asks
}

// newSurvey is nil of a package that the relations say nothing of, as the standard
// library's.
func newSurvey(pass *analysis.Pass) *survey {
	runs := pass.ResultOf[runson.Analyzer].(*runson.Result)
	b := pass.ResultOf[book.Analyzer].(*book.Book)
	if b.Library(pass.Pkg.Path()) {
		return nil
	}
	return &survey{
		behind: make(map[types.Type]*types.TypeName),
		pass:   pass, book: b, runs: runs,
		prog:  pass.ResultOf[program.Analyzer].(*program.Package),
		waits: pass.ResultOf[waitsfor.Analyzer].(*waitsfor.Result),
	}
}

// leftOut reports whether a function is no part of the picture: a test's, or the tail
// of a literal, which is that literal's own text.
func (s *survey) leftOut(f *program.Func) bool {
	return f.Head != nil || s.prog.InTest(f.Node().Pos())
}

// An Unfollowed is a call that may run what nobody has looked into, and why.
type Unfollowed struct {
	call *program.Call
	text string
	why  string
}

// unfollowed lists such calls in a function's own body. What a goroutine that it starts
// runs is that goroutine's affair.
func (s *survey) unfollowed(f *program.Func) []Unfollowed {
	var all []Unfollowed
	for _, call := range f.Calls {
		if call.Spawns() || s.prog.Off(call.Expr) {
			continue
		}
		if why := s.whyUnfollowed(call); why != "" {
			all = append(all, Unfollowed{call, words.Spell(call.Expr.Fun), why})
		}
	}
	return all
}

// whyUnfollowed is empty for a call whose callee is known, or of which something is
// said: by a contract, the table of the standard library, or a fact.
func (s *survey) whyUnfollowed(call *program.Call) string {
	if len(call.Targets) > 0 {
		return ""
	}
	fn := call.Callee
	if fn == nil {
		return s.whyUnknownValue(call)
	}
	iface := interfaceOf(fn)
	if iface == nil || s.isSaid(call, fn) {
		return ""
	}
	name := types.TypeString(iface, func(p *types.Package) string { return p.Name() })
	if fn.Pkg() == s.pass.Pkg {
		return "no type of this package, or too many, implement " + name
	}
	return "no type, or too many, are seen to become " + name
}

// mayBe is a type of a framework in sight that an interface's method may be of, or nil:
// the program has put the interface in front of it, and nobody sees whether it does.
func (s *survey) mayBe(call *program.Call) *types.TypeName {
	if call.Callee == nil || len(call.Targets) > 0 {
		return nil
	}
	iface := interfaceOf(call.Callee)
	if iface == nil || s.isSaid(call, call.Callee) {
		return nil
	}
	tn, known := s.behind[iface]
	if known {
		return tn
	}
	for _, imp := range s.pass.Pkg.Imports() {
		if _, part := s.book.Part(imp.Path()); part && tn == nil {
			tn = implementer(imp, iface.Underlying().(*types.Interface))
		}
	}
	s.behind[iface] = tn
	return tn
}

// mayBeName names it as the program does; empty for none.
func (s *survey) mayBeName(call *program.Call) string {
	tn := s.mayBe(call)
	if tn == nil {
		return ""
	}
	return tn.Pkg().Name() + "." + tn.Name()
}

// mayMean is the framework's method that such a call may mean, or nil.
func (s *survey) mayMean(call *program.Call) *types.Func {
	tn := s.mayBe(call)
	if tn == nil {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(tn.Type()), true, tn.Pkg(), call.Callee.Name())
	fn, _ := obj.(*types.Func)
	return fn
}

// implementer is the first exported type of a package, no interface itself, that
// implements one; nil if none does.
func implementer(pkg *types.Package, iface *types.Interface) *types.TypeName {
	if iface.NumMethods() == 0 {
		return nil
	}
	for _, name := range pkg.Scope().Names() {
		tn, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if ok && tn.Exported() && !types.IsInterface(tn.Type()) && types.Implements(types.NewPointer(tn.Type()), iface) {
			return tn
		}
	}
	return nil
}

// interfaceOf is the interface whose method fn is, or nil.
func interfaceOf(fn *types.Func) types.Type {
	recv := fn.Signature().Recv()
	if recv == nil || !types.IsInterface(recv.Type()) {
		return nil
	}
	return recv.Type()
}

// isSaid reports whether something is said of a call of an interface's method: in the
// standard library's table, by a contract, or by what the types do that become the
// interface here. What a framework's own interfaces stand for runs where the contract
// says.
func (s *survey) isSaid(call *program.Call, fn *types.Func) bool {
	if fn.Pkg() == nil || s.book.Standard(fn.Pkg().Path()) {
		return true
	}
	if _, part := s.book.Part(fn.Pkg().Path()); part {
		return true
	}
	return len(s.waits.Call(call)) > 0 || s.book.HandsOver(fn) || len(s.prog.Behind(fn)) > 0
}

// whyUnknownValue is empty for a call of a value that is seen to be set, of one that the
// caller passes, which is judged where it is passed, and of one whose type says what it
// is: a contract's, or the library's context.CancelFunc.
func (s *survey) whyUnknownValue(call *program.Call) string {
	if len(call.Values) > 0 {
		return ""
	}
	t := s.pass.TypesInfo.TypeOf(call.Expr.Fun)
	if t == nil || len(s.book.BlocksOf(t)) > 0 {
		return ""
	}
	if named := program.Named(t); named != nil && named.Obj().Pkg() != nil && s.book.Standard(named.Obj().Pkg().Path()) {
		return ""
	}
	return "nobody in sight is seen to set it"
}
