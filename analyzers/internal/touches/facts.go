package touches

import (
	"fmt"
	"go/types"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// touchFact is on a function: what it touches of what its caller passes, or of what everybody shares.
type touchFact struct{ Touches []remote }

// saidFact is on a package that has functions which comments say need a loop, or that
// calls them: most packages import none, and need not look.
type saidFact struct{}

func (*saidFact) AFact()         {}
func (*saidFact) String() string { return "says what needs a loop" }

// importsSaid reports whether what a package imports may need a loop by what comments say.
func importsSaid(pass *analysis.Pass) bool {
	return slices.ContainsFunc(pass.Pkg.Imports(), func(p *types.Package) bool {
		return pass.ImportPackageFact(p, new(saidFact))
	})
}

// A remote touch is one in another package.
type remote struct {
	Loop   contract.LoopID
	Param  int // the parameter whose object it is, program.ReceiverIndex for the receiver
	Any    bool
	Access Access
	What   string
	Via    string
	Root   string
	At     string // "views.go:23": where Root is
	Fix    string
	Said   string // what says so; empty for a contract
	Order  bool
}

func (*touchFact) AFact()         {}
func (*touchFact) String() string { return "touches" }

func (s *solver) imported(fn *types.Func) []Touch {
	var fact touchFact
	if !s.pass.ImportObjectFact(fn, &fact) {
		return nil
	}
	var all []Touch
	for _, r := range fact.Touches {
		t := Touch{Loop: r.Loop, What: r.What, Via: r.Via, Root: r.Root, At: r.At, Access: r.Access, Fix: r.Fix, Said: r.Said, Order: r.Order}
		t.origin = program.Origin{Kind: program.Parameter, Index: r.Param}
		if r.Any {
			t.origin = program.Origin{Kind: program.Shared}
		}
		all = append(all, t)
	}
	return all
}

func (s *solver) export() {
	said := false
	for _, f := range s.prog.Funcs {
		if f.Obj == nil || !f.Obj.Exported() || s.entries[f] || s.runs.Opens(f) {
			continue
		}
		var fact touchFact
		for _, t := range s.sums[f].touches {
			if t.Field == nil { // only this package knows what its loop writes
				fact.Touches = append(fact.Touches, s.remoteOf(t))
				said = said || t.Said != ""
			}
		}
		if len(fact.Touches) > 0 {
			s.pass.ExportObjectFact(f.Obj, &fact)
		}
	}
	if said {
		s.pass.ExportPackageFact(new(saidFact))
	}
}

func (s *solver) remoteOf(t Touch) remote {
	r := remote{
		Loop: t.Loop, Param: t.origin.Index, Any: t.origin.Kind == program.Shared,
		What: t.What, Via: t.Via, Root: t.Root, At: t.At, Access: t.Access, Fix: t.Fix,
		Said: t.Said, Order: t.Order,
	}
	if r.Via == "" {
		r.Root = t.Text
	}
	if r.At == "" {
		at := s.pass.Fset.Position(t.use)
		r.At = fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line)
	}
	return r
}
