package claims

import (
	"fmt"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
)

// A definition is a function that a comment calls a loop or a goroutine.
type definition struct {
	f     *program.Func
	place prose.Place
}

// define notes that a function is what its comment calls it: "loop is the connection's
// main loop".
func (b *binder) define(c *Claim) {
	if c.In != nil && b.runs.is(c.In, 0) {
		b.runs.defined = append(b.runs.defined, definition{c.In, c.Place})
	}
}

// resolve finds the function that is a claim's place, or says why there is none.
func (b *binder) resolve(c *Claim) (*program.Func, string) {
	p := c.Place
	of := b.typesOf(c)
	if p.Of != "" {
		t := b.typeNamed(p.Of)
		if t == nil && p.Name == "" && len(p.Of) > 2 {
			return nil, "nothing here is called " + p.Of
		}
		if t != nil {
			of = []*namedType{t}
		}
	}
	if p.Name != "" {
		return b.byName(p.Name, of)
	}
	if f, why := b.byWords(p, of); f != nil || why != "" {
		return f, why
	}
	if f := b.byDefinition(p, of); f != nil {
		return f, ""
	}
	if len(p.Words) == 0 || isGeneral(p.Words) {
		return b.onlyLoop(p, of)
	}
	if len(p.Words) == 1 {
		if t := b.typeNamed(p.Words[0]); t != nil {
			return b.onlyLoop(p, []*namedType{t})
		}
	}
	return nil, fmt.Sprintf("no function here is %s", p.Text)
}

// general are words that every loop may be called by.
var general = []string{"event", "main", "message", "run", "processing", "central", "internal", "actor", "control", "core", "owner", "manager", "primary", "dispatch", "select", "loop"}

func isGeneral(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(general, strings.ToLower(w)) })
}

var (
	unwrapped = strings.NewReplacer("(", "", ")", "", "*", "")
	unjoined  = strings.NewReplacer("-", "", "_", "")
)

// byName finds the function that an identifier names: a method of the type at hand
// first, then a function, a type's loop, another type's method.
func (b *binder) byName(name string, of []*namedType) (*program.Func, string) {
	name = strings.Trim(name, "`[]")
	parts := strings.Split(unwrapped.Replace(name), ".")
	last := parts[len(parts)-1]
	if len(parts) > 1 {
		if t := b.typeNamed(parts[len(parts)-2]); t != nil {
			of = []*namedType{t}
		} else if !b.isShort(parts[len(parts)-2]) {
			return nil, name + " is nothing of this package"
		}
	}
	for _, t := range of {
		if f := t.method(last); f != nil {
			return b.runner(f)
		}
	}
	if f := b.runs.function(last); f != nil {
		return b.runner(f)
	}
	if t := b.typeNamed(last); t != nil && strings.Contains(strings.ToLower(last), "loop") {
		return b.onlyLoop(prose.Place{Text: name}, []*namedType{t})
	}
	return b.unique(b.runs.methods(last), name)
}

// isShort reports whether a name is a variable's, as receivers have: c.loop.
func (b *binder) isShort(name string) bool { return len(name) <= 2 }

// runner is a function that a claim names, if it is a goroutine's or goes round.
func (b *binder) runner(f *program.Func) (*program.Func, string) {
	if !b.runs.is(f, 0) {
		return nil, f.Name() + " is no goroutine of its own: nothing here starts it, and it does not go round"
	}
	return f, ""
}

func (b *binder) unique(found []*program.Func, name string) (*program.Func, string) {
	found = slices.DeleteFunc(slices.Clone(found), func(f *program.Func) bool { return !b.runs.is(f, 0) })
	switch len(found) {
	case 0:
		return nil, "no function here is " + name
	case 1:
		return found[0], ""
	}
	return nil, fmt.Sprintf("it may be %s or %s", found[0].Name(), found[1].Name())
}

// byWords finds the function whose name is made of a place's words: serve, serveLoop,
// runServe.
func (b *binder) byWords(p prose.Place, of []*namedType) (*program.Func, string) {
	if len(p.Words) == 0 {
		return nil, ""
	}
	for _, stem := range stems(p.Words) {
		for _, t := range of {
			for _, name := range spellings(stem, p.Noun) {
				if f := t.method(name); f != nil && b.runs.is(f, 0) {
					return f, ""
				}
			}
		}
		for _, name := range spellings(stem, p.Noun) {
			if f := b.runs.function(name); f != nil && b.runs.is(f, 0) {
				return f, ""
			}
		}
	}
	if isGeneral(p.Words) {
		return nil, "" // a method of another type is as general
	}
	if len(p.Words) == 1 && b.typeNamed(p.Words[0]) != nil {
		return nil, "" // it is that type's goroutine, whoever else has a method of the name
	}
	var found []*program.Func
	for i, stem := range stems(p.Words) {
		if i == 1 && len(p.Words) > 1 || len(found) > 0 {
			continue // the last word alone, of another type
		}
		for _, name := range spellings(stem, p.Noun) {
			found = append(found, b.runs.methods(name)...)
		}
	}
	if len(found) == 0 {
		return nil, ""
	}
	return b.unique(found, p.Text)
}

// stems are the names that words make: all of them together, and the last one.
func stems(words []string) []string {
	joined := unjoined.Replace(strings.Join(words, ""))
	all := []string{joined}
	if len(words) > 1 {
		all = append(all, words[len(words)-1])
	}
	if verb, ok := strings.CutSuffix(joined, "ion"); ok {
		all = append(all, verb+"e") // the replication goroutine runs replicate
	}
	if verb, ok := strings.CutSuffix(joined, "ing"); ok {
		all = append(all, verb, verb+"e")
	}
	return all
}

// spellings are the names that a function of a stem has, the one with the place's noun
// first.
func spellings(stem, noun string) []string {
	return []string{stem + noun, stem, stem + "loop", stem + "goroutine", stem + "routine", stem + "thread", stem + "worker", "run" + stem, "run" + stem + "s", stem + "forever"}
}

// byDefinition finds the function whose comment calls it by the place's words.
func (b *binder) byDefinition(p prose.Place, of []*namedType) *program.Func {
	if len(p.Words) == 0 {
		return nil
	}
	last := p.Words[len(p.Words)-1]
	var found *program.Func
	for _, d := range b.runs.defined {
		if d.place.Noun != p.Noun || !strings.EqualFold(d.place.Words[len(d.place.Words)-1], last) {
			continue
		}
		if isGeneral(p.Words[len(p.Words)-1:]) && !slices.ContainsFunc(of, func(t *namedType) bool { return t.has(d.f) }) {
			continue // another type's main loop
		}
		if found != nil && found != d.f {
			return nil
		}
		found = d.f
	}
	return found
}

// onlyLoop is the one method of a type that goes round on a goroutine of its own.
func (b *binder) onlyLoop(p prose.Place, of []*namedType) (*program.Func, string) {
	var found []*program.Func
	for _, t := range of {
		for _, f := range t.methods {
			if b.runs.goesRound(f) && b.runs.isRoot(f) {
				found = append(found, f)
			}
		}
	}
	if len(found) > 1 {
		found = slices.DeleteFunc(found, func(f *program.Func) bool { return !b.runs.isStarted(f) })
	}
	if len(found) > 1 && slices.ContainsFunc(p.Words, isMain) {
		found = b.runs.busiest(found)
	}
	if len(found) == 1 {
		return found[0], ""
	}
	if len(found) > 1 {
		return nil, fmt.Sprintf("it may be %s or %s", found[0].Name(), found[1].Name())
	}
	if p.Text == "" {
		return nil, "it names no goroutine"
	}
	return nil, "no loop of the type at hand could be " + p.Text
}

// isMain reports whether a word says of a loop that it is the one of several.
func isMain(word string) bool {
	return slices.Contains([]string{"main", "primary", "central", "core"}, strings.ToLower(word))
}

// typesOf are the types whose methods a claim speaks of first: that of a receiver, the
// struct that has the field, the type itself.
func (b *binder) typesOf(c *Claim) []*namedType {
	if c.node != nil { // sc in sc.serveG.check()
		if named := program.Named(b.pass.TypesInfo.TypeOf(exprOf(c.node))); named != nil {
			if t := b.runs.types[named.Origin().Obj()]; t != nil {
				return []*namedType{t}
			}
		}
	}
	switch of := c.Of.(type) {
	case *types.Func:
		if named := program.ReceiverNamed(of); named != nil {
			return b.known(named.Obj())
		}
	case *types.TypeName:
		return b.known(of)
	case *types.Var:
		if tn := b.runs.structs()[of]; tn != nil {
			return b.known(tn)
		}
	}
	return nil
}

func (b *binder) known(tn *types.TypeName) []*namedType {
	if t := b.runs.types[tn]; t != nil {
		return []*namedType{t}
	}
	return nil
}

// bundled is the prefix that names get where one package is bundled into another, of
// which comments know nothing.
var bundled = regexp.MustCompile(`^[a-z]+[0-9]+`)

// typeNamed is a type of this package by its name, however it is spelled: "serverConn's",
// "the conn's".
func (b *binder) typeNamed(name string) *namedType {
	if tn, ok := b.pass.Pkg.Scope().Lookup(name).(*types.TypeName); ok {
		return b.runs.of(tn)
	}
	var found *types.TypeName
	for _, n := range b.pass.Pkg.Scope().Names() {
		tn, ok := b.pass.Pkg.Scope().Lookup(n).(*types.TypeName)
		if !ok || !strings.EqualFold(bundled.ReplaceAllString(n, ""), name) && !strings.EqualFold(n, name) {
			continue
		}
		if found != nil {
			return nil
		}
		found = tn
	}
	if found == nil {
		return nil
	}
	return b.runs.of(found)
}
