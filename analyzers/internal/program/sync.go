package program

import (
	"go/ast"
	"go/types"
)

// SyncKind is what a method of package sync does.
type SyncKind int

const (
	Lock    SyncKind = iota // of a Mutex, an RWMutex or a Locker
	RLock                   // of an RWMutex
	Unlock                  // of a Mutex, an RWMutex or a Locker
	RUnlock                 // of an RWMutex
	Do                      // of a Once
	Add                     // of a WaitGroup
	Done                    // of a WaitGroup
	Wait                    // of a WaitGroup or a Cond
)

var syncs = map[string]SyncKind{
	"Lock": Lock, "RLock": RLock, "Unlock": Unlock, "RUnlock": RUnlock,
	"Do": Do, "Add": Add, "Done": Done, "Wait": Wait,
}

// A Sync is a call of a method of package sync.
type Sync struct {
	Call *Call
	Kind SyncKind
	On   ast.Expr     // what the method is selected from: mu in mu.Lock(), also s for the lock that s embeds
	Var  types.Object // the variable or field that On names, if it is one
}

// Syncs lists the calls of package sync's methods in f's own body.
func (p *Package) Syncs(f *Func) []Sync {
	var all []Sync
	for _, call := range f.Calls {
		fn := call.Callee
		if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync" || fn.Signature().Recv() == nil {
			continue
		}
		kind, ok := syncs[fn.Name()]
		sel, isSel := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
		if !ok || !isSel {
			continue
		}
		all = append(all, Sync{Call: call, Kind: kind, On: sel.X, Var: p.Var(sel.X)})
	}
	return all
}
