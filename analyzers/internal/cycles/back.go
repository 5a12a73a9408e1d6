package cycles

import (
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
)

// comesBack reports whether a lock is that of the object which holds, in a container, the
// one through which it is reached.
func (s *solver) comesBack(h locks.Held, t locks.Take) bool {
	back, ok := s.locks.BackTo(t.Lock)
	return ok && h.Is(back)
}

// leadsBack reports whether one nesting takes, under the lock of an object, that of some
// element of it, and the other one under an element's the lock of what that leads back to.
func leadsBack(down, up nesting) bool {
	if down.take.Known() || !up.take.Known() || up.take.Root != up.held.Root {
		return false
	}
	element := up.held.Owner()
	_, below := strings.CutPrefix(up.take.Path, element.Path+".")
	return below && locks.TypeAt(element) != locks.TypeAt(up.take.Owner())
}

// Same says on which condition two locks are one.
func (k *Knot) Same() string {
	if !k.Back {
		return ""
	}
	t := k.Take
	for t.Back && t.Next != nil {
		t = *t.Next
	}
	return ", if " + LockName(t.Lock) + " is the same one"
}
