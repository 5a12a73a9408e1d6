package cycles

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// prepare finds what the package waits for, once it is asked.
func (s *solver) prepare() {
	if s.waitsIn == nil {
		s.noteSyntax()
		s.findWaits()
	}
}

// noteSyntax notes the calls of package sync, and the groups whose address is handed on.
func (s *solver) noteSyntax() {
	s.lentOut = make(map[types.Object]bool)
	s.syncs = make(map[*program.Func][]program.Sync)
	for _, f := range s.prog.Funcs {
		if all := s.prog.Syncs(f); len(all) > 0 {
			s.syncs[f] = all
		}
	}
	s.findLent()
}

func (s *solver) syncsOf(f *program.Func) []program.Sync { return s.syncs[f] }
