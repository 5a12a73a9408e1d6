package atlas

import (
	"cmp"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
)

// findFields lists the fields of this package's structs that code on a loop uses, with
// all that is seen to use them. Channels, and what comes with its own synchronisation,
// are how loops speak, and no state.
func (d *drawing) findFields() {
	uses := make(map[*types.Var]map[Node]Use)
	onLoop := make(map[*types.Var]bool)
	for _, f := range d.prog.Funcs {
		if f.Head != nil || d.prog.InTest(f.Node().Pos()) {
			continue
		}
		nodes := d.nodes(f)
		on := len(d.runs.On(f)) > 0
		for _, a := range d.prog.Accesses(f) {
			if a.Field == nil || a.Embedded || !d.isState(a.Field) {
				continue
			}
			onLoop[a.Field] = onLoop[a.Field] || on
			for _, node := range nodes {
				note(uses, a.Field, Use{Node: node, Write: a.Kind == program.Written || a.Kind == program.Element, Pos: a.Sel.Sel.Pos()})
			}
		}
	}
	for v := range uses {
		if onLoop[v] {
			d.m.Fields = append(d.m.Fields, Field{Name: d.spellVar(v), Pos: v.Pos(), Uses: sorted(uses[v])})
		}
	}
	slices.SortFunc(d.m.Fields, func(a, b Field) int { return cmp.Compare(a.Pos, b.Pos) })
}

func note(uses map[*types.Var]map[Node]Use, v *types.Var, u Use) {
	if uses[v] == nil {
		uses[v] = make(map[Node]Use)
	}
	have, ok := uses[v][u.Node]
	if !ok || u.Write && !have.Write || u.Write == have.Write && u.Pos < have.Pos {
		uses[v][u.Node] = u
	}
}

func sorted(uses map[Node]Use) []Use {
	var all []Use
	for _, node := range slices.Sorted(maps.Keys(uses)) {
		all = append(all, uses[node])
	}
	return all
}

func (d *drawing) isState(v *types.Var) bool {
	if d.structs()[v] == "" {
		return false
	}
	if _, isChan := v.Type().Underlying().(*types.Chan); isChan {
		return false
	}
	named := program.Named(v.Type())
	return named == nil || named.Obj().Pkg() == nil || !strings.HasPrefix(named.Obj().Pkg().Path(), "sync")
}

// findOwned lists what a contract or a comment says belongs to a loop.
func (d *drawing) findOwned() {
	scope := d.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || d.prog.InTest(tn.Pos()) {
			continue
		}
		if named, ok := tn.Type().(*types.Named); ok {
			if owner, ok := d.owned.Model(named); ok {
				d.own(owner.Loop, Owned{What: name, Pos: tn.Pos()})
			}
		}
	}
	for v, in := range d.structs() {
		if d.prog.InTest(v.Pos()) {
			continue
		}
		if owner, ok := d.owned.Object(program.Named(v.Type())); ok {
			d.own(owner.Loop, Owned{What: in + "." + v.Name() + ", " + owner.What, Pos: v.Pos()})
		}
	}
	for _, c := range d.owned.Claims().All() {
		if !c.Bound() || c.Loop == nil || d.runs.Of(c.Loop) == nil || c.Verb != prose.Owned && c.Verb != prose.Written {
			continue
		}
		what := c.Quote
		if v, ok := c.Of.(*types.Var); ok {
			what = d.spellVar(v)
		}
		d.own(d.runs.Of(c.Loop).ID, Owned{What: what, Said: c.Quote, Pos: c.Pos})
	}
	slices.SortFunc(d.m.Owned, func(a, b Owned) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.What, b.What), cmp.Compare(a.Node, b.Node))
	})
}

func (d *drawing) own(id contract.LoopID, o Owned) {
	o.Node = d.loop(id).Node
	d.m.Owned = append(d.m.Owned, o)
}
