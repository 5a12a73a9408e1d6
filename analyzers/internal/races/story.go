package races

import (
	"fmt"
	"go/ast"
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
	here := fmt.Sprintf("%s is %s here", words.Spell(r.Here.Node), r.done(r.Here))
	if r.shared != nil {
		here = words.Spell(r.shared) + " runs here"
	}
	switch u := r.Here; {
	case u.Open:
		here += " by whoever calls " + u.Goes.Name()
	case u.Root == nil:
		here += fmt.Sprintf(" after %s has started %s (line %d)", u.Goes.Name(), r.There.Goes.Name(), line(r.There.Start.Pos()))
	case u.Turn != nil:
		here += fmt.Sprintf(" in a handler that %s sets (line %d)", u.By.Name(), line(u.Start.Pos()))
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
	if r.Turn != nil {
		defer func() {
			story = strings.TrimSuffix(story, ": a race") + ", but one goroutine at a time may " + r.Turn.Does
		}()
	}
	if u := r.There; u.Many {
		return here + ", and they race with each other"
	} else if u.Turn != nil {
		return here + fmt.Sprintf(", and a handler that %s sets %s (line %d): a race", u.By.Name(), r.does(u), line(u.Node.Pos()))
	} else if u.Root != nil && u.Goes.Obj == nil {
		return here + fmt.Sprintf(", and a goroutine that %s starts %s (line %d)", u.By.Name(), r.does(u), line(u.Node.Pos()))
	}
	return here + fmt.Sprintf(", and %s %s (line %d): a race", r.There.Goes.Name(), r.does(r.There), line(r.There.Node.Pos()))
}

// Fix says what to do about it, of what is no flag.
func (r Race) Fix() string {
	if r.Turn != nil {
		return r.Turn.Fix
	}
	if r.Mixed() {
		return "use package atomic on both sides, or give it an atomic type"
	}
	if r.Kept > 0 {
		return fmt.Sprintf("take the lock that %d functions take for it", r.Kept)
	}
	return "post it to the loop that owns it, or guard it with a lock"
}

// Mixed reports whether one of the two is made by a function of package atomic, and the
// other one is not, which then may see, or leave, anything.
func (r Race) Mixed() bool { return r.Here.Atomic != r.There.Atomic }

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

// done says what happens to what is spelled.
func (r Race) done(u Use) string {
	if r.Turn != nil {
		return "called"
	}
	if u.Write {
		return "written"
	}
	return "read"
}

// does says what a use does to what the other one uses.
func (r Race) does(u Use) string {
	if r.Turn != nil {
		return "calls " + words.Spell(u.Node)
	}
	if u.Atomic {
		return verb(u) + " it atomically"
	}
	return verb(u) + " it"
}

func verb(u Use) string {
	if u.Write {
		return "writes"
	}
	return "reads"
}

// there says what a use does where it stands.
func (r Race) there(u Use) string {
	if r.Turn != nil {
		return fmt.Sprintf("%s calls %s here", u.Goes.Name(), words.Spell(u.Node))
	}
	return fmt.Sprintf("%s %s %s here", u.Goes.Name(), verb(u), words.Spell(u.Node))
}

// Related are the places that belong to it: how the use to tell is reached, the
// other one, and how that is reached.
func (r Race) Related() []analysis.RelatedInformation {
	all := append([]analysis.RelatedInformation(nil), r.Here.Why...)
	all = append(all, analysis.RelatedInformation{Pos: r.There.Node.Pos(), Message: r.there(r.There)})
	all = append(all, r.There.Why...)
	for _, n := range r.Polls {
		all = append(all, analysis.RelatedInformation{Pos: n.Pos(), Message: words.Spell(n.(ast.Expr)) + " is asked for here too"})
	}
	for _, m := range r.More {
		all = append(all, analysis.RelatedInformation{Pos: m.There.Node.Pos(), Message: m.there(m.There)})
		if r.shared == nil {
			all = append(all, analysis.RelatedInformation{Pos: m.Here.Node.Pos(), Message: fmt.Sprintf("%s is %s here", words.Spell(m.Here.Node), m.done(m.Here))})
		}
	}
	for _, u := range r.Also {
		all = append(all, analysis.RelatedInformation{Pos: u.Node.Pos(), Message: fmt.Sprintf("whoever calls %s %s too", u.Goes.Name(), r.does(u))})
	}
	return all
}
