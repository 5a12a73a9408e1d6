package races

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// LoopID says which loop of a package it is about.
func (r Race) LoopID(pkg *types.Package) string {
	name := pkg.Name()
	if d := r.Loop.Declared(); d != nil {
		name += "." + d.Name()
	}
	return contract.LoopID{Owner: pkg.Path(), Name: name}.String()
}

// Story says what happens, as the first part of a message.
func (r Race) Story(fset *token.FileSet) (story string) {
	line := func(pos token.Pos) int { return fset.Position(pos).Line }
	here := fmt.Sprintf("%s is %s here", words.Spell(r.Here.Node), done(r.Here))
	if r.shared != nil {
		here = words.Spell(r.shared) + " runs here"
	}
	switch u := r.Here; {
	case u.Open:
		here += " by whoever calls " + u.Goes.Name()
	case u.Root == nil:
		here += fmt.Sprintf(" after %s has started %s (line %d)", u.Goes.Name(), r.There.Goes.Name(), line(r.There.Start.Pos()))
	case u.Many:
		here += fmt.Sprintf(" on goroutines that %s starts one after the other (line %d)", u.By.Name(), line(u.Start.Pos()))
	case u.Goes.Obj != nil:
		here += fmt.Sprintf(" on the goroutine of %s", u.Goes.Name())
	default:
		here += fmt.Sprintf(" on a goroutine that %s starts (line %d)", u.By.Name(), line(u.Start.Pos()))
	}
	if r.shared != nil {
		return here + fmt.Sprintf(", and %s runs it too: they race for %s", r.There.Goes.Name(), r.fields(r.Field))
	}
	if len(r.More) > 0 {
		defer func() { story += ", and so for " + r.fields(nil) }()
	}
	if u := r.There; u.Many {
		return here + ", and they race with each other"
	} else if u.Root != nil && u.Goes.Obj == nil {
		return here + fmt.Sprintf(", and a goroutine that %s starts %s it (line %d)", u.By.Name(), does(u), line(u.Node.Pos()))
	}
	return here + fmt.Sprintf(", and %s %s it (line %d): a race", r.There.Goes.Name(), does(r.There), line(r.There.Node.Pos()))
}

// maxNamed bounds how many fields a message names.
const maxNamed = 4

// fields counts and names the fields that the two race for.
func (r Race) fields(first *types.Var) string {
	var names []string
	if first != nil {
		names = append(names, first.Name())
	}
	for _, m := range r.More {
		names = append(names, m.Field.Name())
	}
	n := len(names)
	if n > maxNamed {
		names = append(names[:maxNamed], "…")
	}
	if n == 1 {
		return names[0]
	}
	return fmt.Sprintf("%d fields (%s)", n, strings.Join(names, ", "))
}

func done(u Use) string {
	if u.Write {
		return "written"
	}
	return "read"
}

func does(u Use) string {
	if u.Write {
		return "writes"
	}
	return "reads"
}

// Related are the places that belong to it: how the use to tell is reached, the
// other one, and how that is reached.
func (r Race) Related() []analysis.RelatedInformation {
	all := append([]analysis.RelatedInformation(nil), r.Here.Why...)
	all = append(all, analysis.RelatedInformation{
		Pos: r.There.Node.Pos(), Message: fmt.Sprintf("%s %s %s here", r.There.Goes.Name(), does(r.There), words.Spell(r.There.Node)),
	})
	all = append(all, r.There.Why...)
	for _, m := range r.More {
		all = append(all, analysis.RelatedInformation{Pos: m.There.Node.Pos(), Message: fmt.Sprintf("%s %s %s here", m.There.Goes.Name(), does(m.There), words.Spell(m.There.Node))})
		if r.shared == nil {
			all = append(all, analysis.RelatedInformation{Pos: m.Here.Node.Pos(), Message: fmt.Sprintf("%s is %s here", words.Spell(m.Here.Node), done(m.Here))})
		}
	}
	for _, u := range r.Also {
		all = append(all, analysis.RelatedInformation{Pos: u.Node.Pos(), Message: fmt.Sprintf("whoever calls %s %s it too", u.Goes.Name(), does(u))})
	}
	return all
}
