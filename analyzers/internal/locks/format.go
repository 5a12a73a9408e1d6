package locks

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A formatted value is an argument that a function of fmt or log writes by the value's own method.
type formatted struct {
	call *program.Call
	arg  ast.Expr
	by   *program.Func // its String or Error
}

// formatsIn lists the values that f's calls format by a method of this package.
func (s *solver) formatsIn(f *program.Func) []formatted {
	var all []formatted
	for _, call := range f.Calls {
		if call.How == program.Go || !formats(call.Callee) {
			continue
		}
		for i, arg := range call.Expr.Args {
			if by := s.writer(arg); by != nil && s.isWritten(call, i) {
				all = append(all, formatted{call, arg, by})
			}
		}
	}
	return all
}

// writing are parts of the names of those functions: Sprintf, Fatalln, Errorf.
var writing = []string{"rint", "Append", "Error", "Fatal", "Panic"}

// formats reports whether a function writes what it is given as text.
func formats(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "fmt" && fn.Pkg().Path() != "log" {
		return false
	}
	return fn.Signature().Variadic() && slices.ContainsFunc(writing, func(part string) bool { return strings.Contains(fn.Name(), part) })
}

// writer is the method of this package by which a value of a concrete type is written.
func (s *solver) writer(e ast.Expr) *program.Func {
	t := s.pass.TypesInfo.TypeOf(e)
	if t == nil || types.IsInterface(t) || program.Named(t) == nil || program.Named(t).Obj().Pkg() != s.pass.Pkg {
		return nil
	}
	methods := types.NewMethodSet(t)
	for _, name := range []string{"Error", "String"} {
		sel := methods.Lookup(s.pass.Pkg, name)
		if sel == nil {
			continue
		}
		fn, _ := sel.Obj().(*types.Func)
		if fn != nil && fn.Signature().Params().Len() == 0 && fn.Signature().Results().Len() == 1 && types.Identical(fn.Signature().Results().At(0).Type(), types.Typ[types.String]) {
			return s.prog.FuncOf(fn)
		}
	}
	return nil
}

// isWritten reports whether a format, if there is one, asks for an argument's text.
func (s *solver) isWritten(call *program.Call, arg int) bool {
	if !strings.HasSuffix(call.Callee.Name(), "f") {
		return true
	}
	first := call.Callee.Signature().Params().Len() - 1 // of those that are formatted
	if arg < first || first == 0 {
		return false
	}
	format := s.pass.TypesInfo.Types[call.Expr.Args[first-1]].Value
	if format == nil || format.Kind() != constant.String {
		return false
	}
	return verb(constant.StringVal(format), arg-first) != 0
}

// verb is the one of a format for its n-th argument, if it asks for text; else 0. A format
// that counts its arguments itself asks for none.
func verb(format string, n int) rune {
	for {
		_, after, found := strings.Cut(format, "%")
		if !found {
			return 0
		}
		rest := strings.TrimLeft(after, "+- 0123456789.#")
		switch {
		case rest == "" || rest[0] == '[' || rest[0] == '*':
			return 0
		case rest[0] == '%':
			format = rest[1:]
			continue
		case n > 0:
			n--
			format = rest[1:]
			continue
		case strings.Contains(after[:len(after)-len(rest)], "#") || !strings.ContainsRune("svqxX", rune(rest[0])):
			return 0
		}
		return rune(rest[0])
	}
}

// formattedTakes adds the locks that f waits for where it formats a value.
func (s *solver) formattedTakes(f *program.Func, add func(Take)) {
	for _, w := range s.formats[f] {
		sum := s.funcs[w.by]
		if sum == nil {
			continue
		}
		ref, _ := s.r.of(w.arg)
		for i := range sum.takes {
			next := &sum.takes[i]
			if next.Root != w.by.Sig.Recv() || !ref.Known() || next.Hops == maxHops {
				continue
			}
			lock := next.Lock
			lock.Ref = Ref{Path: next.Path}.on(ref)
			add(Take{Lock: lock, At: w.call.Expr, Call: w.call, In: f, Next: next, By: next.By, Hops: next.Hops + 1})
		}
	}
}
