package cycles

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A server that is shut down waits for its handlers to return ("waiting indefinitely for
// connections to return to idle", net/http/server.go:3167).

// findDrained finds handlers that shut down the server that has called them.
func (s *solver) findDrained() {
	for _, f := range s.prog.Funcs {
		for _, c := range s.offs(f) {
			if handler := c.Root().Func; isHandler(handler) && !s.prog.InTest(f.Node().Pos()) {
				s.drainedIn(f, handler, c.Why())
			}
		}
	}
}

func (s *solver) drainedIn(f, handler *program.Func, why []analysis.RelatedInformation) {
	for _, call := range f.Calls {
		if call.How == program.Plain && s.drains(call) && s.endlessly(call) == NoWayOut {
			s.add(Circle{Kind: Group, At: call.Expr, Call: call, Goroutine: handler, Related: why})
		}
	}
}

// drainWaits are f's calls that wait for the handlers of a server.
func (s *solver) drainWaits(f *program.Func) {
	for _, call := range f.Calls {
		if call.How != program.Plain || !s.drains(call) || len(s.handlers()) == 0 {
			continue
		}
		out := s.endlessly(call)
		if out == Quit {
			continue // it gives up after a while
		}
		ref, v := s.locks.Of(ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr).X)
		s.addWait(f, &Wait{Group: call, Of: v, ref: ref, at: call.Expr, call: call, in: f, sure: out == NoWayOut, drain: true})
	}
}

// drains reports whether a call shuts down the one server that the package serves.
func (s *solver) drains(call *program.Call) bool {
	if !program.IsFunc(call.Callee, "net/http", "Server.Shutdown") {
		return false
	}
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	return ok && s.prog.Var(sel.X) != nil && s.server() == s.prog.Var(sel.X)
}

// findServer finds the field or variable whose server is served here; nil if there are several:
// who handles requests of which one nobody sees.
func (s *solver) findServer() types.Object {
	var server types.Object
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if call.Callee == nil || call.Callee.Pkg() == nil || call.Callee.Pkg().Path() != "net/http" || !strings.Contains(call.Callee.Name(), "Serve") || call.Callee.Signature().Recv() == nil {
				continue
			}
			sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
			if !ok || program.Named(s.info.TypeOf(sel.X)) == nil || program.Named(s.info.TypeOf(sel.X)).Obj().Name() != "Server" {
				continue
			}
			v := s.prog.Var(sel.X)
			if v == nil || server != nil && v != server {
				return nil
			}
			server = v
		}
	}
	return server
}

// endlessly is the way out that a call's context is: none for one that never ends, Quit for
// one that ends by itself.
func (s *solver) endlessly(call *program.Call) WayOut {
	if len(call.Expr.Args) == 0 {
		return NoWayOut
	}
	made, _ := ast.Unparen(call.Expr.Args[0]).(*ast.CallExpr)
	if id, ok := ast.Unparen(call.Expr.Args[0]).(*ast.Ident); ok {
		v, _ := s.info.Uses[id].(*types.Var)
		for _, a := range s.prog.Assigned(v) {
			made, _ = ast.Unparen(a.Value).(*ast.CallExpr)
		}
	}
	switch {
	case made == nil:
		return Caller
	case program.IsFunc(s.prog.Callee(made), "context", "Background"), program.IsFunc(s.prog.Callee(made), "context", "TODO"):
		return NoWayOut
	}
	return Quit
}

// handlers are the functions of the package that serve requests.
func (s *solver) handlers() []*Ender {
	if s.served == nil {
		s.served = []*Ender{}
		for _, f := range s.prog.Funcs {
			for _, c := range s.offs(f) {
				if c.From == nil && isHandler(f) && !s.prog.InTest(f.Node().Pos()) && len(s.served) < maxEnders {
					s.served = append(s.served, &Ender{At: f.Node(), In: f, deferred: true, returns: true})
				}
			}
		}
	}
	return s.served
}

func isHandler(f *program.Func) bool {
	params := f.Sig.Params()
	return params.Len() == 2 && f.Sig.Results().Len() == 0 && isHTTP(params.At(0).Type(), "ResponseWriter") && isHTTP(params.At(1).Type(), "Request")
}

func isHTTP(t types.Type, name string) bool {
	named := program.Named(t)
	return named != nil && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "net/http"
}

// ofHandler says whether a lock that a handler takes is the held one: of the type of
// which there is one, as a rule, as there is one server.
func (r relation) ofHandler(l locks.Lock) likeness {
	switch h := r.held; {
	case !h.Excludes(l) || h.Var == nil || h.Var != l.Var:
		return another
	case h.IsShared() || l.IsShared():
		return when(h.Ref == l.Ref)
	case h.Ref == l.Ref:
		return one
	}
	return alike
}
