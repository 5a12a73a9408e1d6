package cycles

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
)

// asksInner reports whether a lock is come to by a call of an interface's method that the
// caller has itself: what it calls is the one that it was wrapped around, and has locks of its
// own.
func (s *solver) asksInner(t locks.Take) bool {
	for next := &t; next != nil; next = next.Next {
		if next.Call == nil || next.Call.Callee == nil || next.In.Receiver() == nil {
			continue
		}
		recv := next.Call.Callee.Signature().Recv()
		if recv == nil {
			continue
		}
		iface, ok := recv.Type().Underlying().(*types.Interface)
		if ok && iface.NumMethods() > 0 && types.Implements(next.In.Receiver().Type(), iface) {
			return true
		}
	}
	return false
}
