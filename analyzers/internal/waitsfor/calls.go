package waitsfor

import (
	"go/ast"
	"go/constant"
	"go/types"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// waitsOfCall returns what a call waits for, sorted, unless the body is in this package.
func (s *solver) waitsOfCall(call *program.Call) []Effect {
	found := make(effects)
	if call.Callee == nil {
		s.byValue(call, found)
		return sorted(found)
	}
	fn := call.Callee
	if s.byContract(call, found); len(found) > 0 || s.book.HandsOver(fn) {
		return sorted(found) // where a contract speaks of a call, its body does not
	}
	for _, handler := range s.runs.Edges.Abroad(call) {
		s.byHandler(handler, found)
	}
	if waits, ok := s.book.Said(fn); ok {
		s.bySaying(call, waits, found)
		s.byReader(call, found)
	} else if fn.Pkg() != s.pass.Pkg {
		s.byFact(fn, found)
	}
	s.byConversion(fn, found)
	return sorted(found)
}

// byConversion adds what an interface's method does in the types of other packages that
// this one makes it of: one of several, as far as the call tells.
func (s *solver) byConversion(fn *types.Func, found effects) {
	if fn.Pkg() == nil || s.book.Standard(fn.Pkg().Path()) {
		return // a reader reads whatever there is
	}
	for _, m := range s.prog.Behind(fn) {
		does := make(effects)
		for _, r := range s.book.Blocks(m) {
			does.add(blocked(r))
		}
		if waits, ok := s.book.Said(m); ok {
			for _, w := range waits {
				does.add(Effect{Thing: Thing{Class: w.Class}, Lasts: w.Lasts})
			}
		} else {
			s.byFact(m, does)
		}
		for _, e := range does {
			found.add(e.through(words.FuncName(m), true))
		}
	}
}

func (s *solver) byValue(call *program.Call, found effects) {
	if len(call.Targets) > 0 {
		return // known bodies: settle decides by what they do
	}
	for _, r := range s.book.BlocksOf(s.pass.TypesInfo.TypeOf(call.Expr.Fun)) {
		found.add(blocked(r))
	}
}

func blocked(r book.Bound[contract.Blocks]) Effect {
	return Effect{Thing: Thing{Class: r.Row.Class}, Lasts: r.Row.Lasts, Why: r.Row.Why, Fix: r.Row.Fix}
}

func (s *solver) byContract(call *program.Call, found effects) {
	fn := call.Callee
	for _, r := range s.book.Blocks(fn) {
		found.add(blocked(r))
	}
	s.byLoopRows(call, fn, false, found)
	if meant := s.prog.Meant(fn); meant != fn {
		s.byLoopRows(call, meant, true, found)
	}
}

// byLoopRows adds the loops that a call waits for, by the rows of the function that it
// is of, or may be.
func (s *solver) byLoopRows(call *program.Call, fn *types.Func, may bool, found effects) {
	for _, r := range s.book.Waits(fn) {
		if !s.runs.Holds(r.Row.When, call) {
			continue
		}
		found.add(forLoop(r.Framework.Name, r.Row.Loop, r.Row.Mode, r.Row.Evidence, r.Row.Likely || may))
	}
	for i := range fn.Signature().Params().Len() {
		for _, r := range s.book.Params(fn, i) {
			if waits(r.Row.Mode) && s.runs.Holds(r.Row.When, call) {
				found.add(forLoop(r.Framework.Name, r.Row.Loop, r.Row.Mode, r.Row.Evidence, r.Row.Likely || may))
			}
		}
	}
}

func forLoop(framework, loop string, mode contract.Mode, e contract.Evidence, likely bool) Effect {
	return Effect{
		Thing: Thing{Loop: contract.LoopID{Owner: framework, Name: loop}},
		Mode:  mode, Why: e.Why, Fix: e.Fix, Outcome: e.Outcome, Likely: likely,
	}
}

// waits reports whether a hand-off keeps its caller: an inline call runs at
// once on the loop, and a bounded post waits only while the queue is full.
func waits(m contract.Mode) bool {
	return m == contract.PostBounded || m == contract.Rendezvous || m == contract.Call
}

func (s *solver) byFact(fn *types.Func, found effects) {
	var fact waitsFact
	if !s.pass.ImportObjectFact(fn, &fact) {
		return
	}
	// What a framework does in its own functions is its own affair, on its own loops.
	framework, own := s.book.Part(fn.Pkg().Path())
	foreign := !program.SameModule(s.pass, fn.Pkg().Path())
	for _, e := range fact.Effects {
		if foreign && isInternal(e.Class) {
			continue
		}
		if foreign {
			e.In = "" // it ends in whoever leaves the module
		}
		if own {
			e.Told = contract.LoopID{Owner: framework, Name: contract.Every}
		}
		found.add(e)
	}
}

// isInternal reports whether a wait is, in somebody else's module, how it works
// rather than what it waits for: a pool's workers, a logger that writes to a
// file or flushes. What such a module is meant to wait for, a contract says.
func isInternal(c contract.Class) bool {
	return c == contract.Chan || c == contract.Await || c == contract.Disk
}

// byHandler adds what an installed handler of another package does.
func (s *solver) byHandler(fn *types.Func, found effects) {
	handled := make(effects)
	s.byFact(fn, handled)
	for _, e := range handled {
		found.add(e.through(words.FuncName(fn), true))
	}
}

// bySaying refines what is said of a call by the arguments.
func (s *solver) bySaying(call *program.Call, waits []book.Wait, found effects) {
	for _, w := range waits {
		e := Effect{Thing: Thing{Class: w.Class}, Lasts: w.Lasts}
		if w.Root != "" && w.Root != words.FuncName(call.Callee) {
			e.Via, e.Root, e.Hops = w.Root, w.Root, 1
		}
		if w.Class == contract.Sleep && len(call.Expr.Args) == 1 {
			e.Bound = s.duration(call.Expr.Args[0])
			if e.Bound < 0 {
				continue
			}
		}
		if e.Class = s.fileClass(call, e.Class); e.Class == "" {
			continue
		}
		found.add(e)
	}
}

// duration is the constant value of a time.Duration; zero if it is computed,
// negative if it is no wait at all.
func (s *solver) duration(e ast.Expr) time.Duration {
	v := s.pass.TypesInfo.Types[e].Value
	if v == nil {
		return 0
	}
	n, ok := constant.Int64Val(constant.ToInt(v))
	if !ok {
		return 0
	}
	if n <= 0 {
		return -1
	}
	return time.Duration(n)
}

// fileClass tells the terminal from the disk: writing to standard output is
// what programs do, and reading standard input waits for a person.
func (s *solver) fileClass(call *program.Call, class contract.Class) contract.Class {
	if class != contract.Disk {
		return class
	}
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	if !ok {
		return class
	}
	switch words.Spell(sel.X) {
	case "os.Stdin":
		return contract.Stdin
	case "os.Stdout", "os.Stderr":
		return ""
	}
	return class
}

// repeated is what a call in a for statement waits for. Of an open file it takes
// one piece after the other; any other call is about one file each time.
func repeated(call *program.Call, found []Effect) []Effect {
	for i, e := range found {
		if e.Hops > 0 || call.Callee == nil || call.Callee.Signature().Recv() == nil {
			found[i] = e.repeated()
		}
	}
	return found
}
