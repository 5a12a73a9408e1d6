package locks

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// moves reports whether a node makes a variable or a field that leads to a lock what it is:
// from there on it may be another object's lock.
func (r *Result) moves(k key, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		return slices.ContainsFunc(n.Lhs, func(to ast.Expr) bool { return r.leadsTo(to, k) })
	case *ast.ValueSpec:
		return slices.ContainsFunc(n.Names, func(to *ast.Ident) bool { return r.leadsTo(to, k) })
	case *ast.Ident: // of a range statement
		return r.leadsTo(n, k)
	}
	return false
}

// leadsTo reports whether what is assigned to is the variable that a lock is reached from, or
// a field on the way.
func (r *Result) leadsTo(to ast.Expr, k key) bool {
	base, path := r.nameOf(to)
	if base == k.Root && strings.HasPrefix(k.Path, path+".") {
		return base != nil
	}
	if path == "" {
		return false // another name
	}
	ref, _ := r.r.of(to)
	return ref.Known() && ref.Root == k.Root && strings.HasPrefix(k.Path, ref.Path+".")
}

// nameOf is the local variable that an expression begins with, and the fields that it names
// from there; nil for any other expression.
func (r *Result) nameOf(e ast.Expr) (base *types.Var, path string) {
	for e = ast.Unparen(e); ; {
		switch x := e.(type) {
		case *ast.SelectorExpr:
			e, path = ast.Unparen(x.X), "."+x.Sel.Name+path
			continue
		case *ast.Ident:
			if v, ok := r.r.info.ObjectOf(x).(*types.Var); ok && !v.IsField() && v.Kind() != types.PackageVar {
				return v, path
			}
		}
		return nil, path
	}
}

// A name is a local variable and the fields that lead on from it, as a function writes them.
type name struct {
	base *types.Var
	path string
	read bool // of a lock, the half of it
}

// names are what a function locks by which names, and where it gives a variable, or what it
// leads to, another object.
type names struct {
	locks map[name][]ast.Node
	moves map[*types.Var][]ast.Node
	moved map[name]bool // see mayMove
	asked int           // how often ways were looked for
}

func (s *solver) namesIn(f *program.Func) *names {
	if all := s.named[f]; all != nil {
		return all
	}
	all := &names{locks: make(map[name][]ast.Node), moves: make(map[*types.Var][]ast.Node), moved: make(map[name]bool)}
	s.named[f] = all
	for _, call := range f.Calls {
		if does, _ := s.effectAt(call); does == paths.Lock {
			n := s.lockName(call)
			all.locks[n] = append(all.locks[n], call.Expr)
		}
	}
	note := func(at ast.Node, targets ...ast.Expr) {
		for _, to := range targets {
			if base, _ := s.nameOf(to); base != nil {
				all.moves[base] = append(all.moves[base], at)
			}
		}
	}
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			note(n, n.Lhs...)
		case *ast.RangeStmt:
			note(n.Key, n.Key)
			note(n.Value, n.Value)
		}
		return true
	})
	return all
}

// locksByName reports whether a function has always locked itself what a call unlocks, by a
// name that leads to one object from there on, whatever it leads to elsewhere: "p = p.up();
// p.mu.Lock(); defer p.mu.Unlock()".
func (s *solver) locksByName(f *program.Func, unlock *program.Call) bool {
	own, known := s.byName[unlock]
	if !known {
		own = s.findByName(f, unlock)
		s.byName[unlock] = own
	}
	return own
}

func (s *solver) findByName(f *program.Func, unlock *program.Call) bool {
	n, all, ways := s.lockName(unlock), s.namesIn(f), s.Paths(f)
	locking, moving := all.locks[n], all.moves[n.base]
	all.asked += len(locking) + len(moving)
	if n.base == nil || len(locking) == 0 || all.asked > maxWays {
		return false
	}
	to := key{Ref: Ref{n.base, n.path}}
	locks := func(node ast.Node) bool {
		return slices.ContainsFunc(locking, func(at ast.Node) bool { return program.Contains(node, at.Pos()) })
	}
	return slices.ContainsFunc(locking, func(at ast.Node) bool { return ways.Before(at, unlock.Expr) }) &&
		!slices.ContainsFunc(moving, func(at ast.Node) bool { return s.moves(to, at) && ways.ReachesUnmet(at, unlock.Expr, locks) })
}

// mayMove reports whether a function puts another object into a field that leads to the lock
// which a call of its own unlocks.
func (s *solver) mayMove(f *program.Func, unlock *program.Call) bool {
	n := s.lockName(unlock)
	if strings.Count(n.path, ".") < 2 {
		return false
	}
	all := s.namesIn(f)
	moved, known := all.moved[n]
	if !known {
		moved = slices.ContainsFunc(all.moves[n.base], func(at ast.Node) bool {
			assign, ok := at.(*ast.AssignStmt)
			return ok && slices.ContainsFunc(assign.Lhs, func(to ast.Expr) bool {
				_, path := s.nameOf(to)
				return path != "" && s.leadsTo(to, key{Ref: Ref{n.base, n.path}})
			})
		})
		all.moved[n] = moved
	}
	return moved
}

// lockName is how a call names the lock whose method it is.
func (s *solver) lockName(call *program.Call) name {
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	if !ok {
		return name{}
	}
	base, path := s.nameOf(sel.X)
	_, read := s.effectAt(call)
	return name{base, path, read}
}
