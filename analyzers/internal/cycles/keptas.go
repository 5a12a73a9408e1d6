package cycles

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
)

// keptAs is what a variable's channel, or group, is for the object that keeps it: with
// done := make(chan struct{}) and s.done = done it is s.done, whoever is handed it by
// its own name. Of several fields that keep it none is.
func (s *solver) keptAs(ref locks.Ref) locks.Ref {
	if !ref.Known() || ref.Path != "" || ref.Root.Kind() != types.LocalVar {
		return ref
	}
	if s.keepers == nil {
		s.findKeepers()
	}
	if kept := s.keepers[ref.Root]; kept.Known() {
		return kept
	}
	return ref
}

func (s *solver) findKeepers() {
	s.keepers = make(map[*types.Var]locks.Ref)
	for _, st := range s.prog.Stores() {
		v, ok := s.prog.Var(st.Value).(*types.Var)
		if !ok || v.IsField() || v.Kind() != types.LocalVar || st.Key {
			continue
		}
		to, field := s.locks.Of(st.To)
		if field == nil || !field.IsField() {
			continue
		}
		if _, known := s.keepers[v]; known {
			to = locks.Ref{}
		}
		s.keepers[v] = to
	}
}
