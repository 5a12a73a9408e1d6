package analyzers

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/kept"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
)

// Contracts finds what a package's comments and assertions say of loops. It reports
// nothing; [ContractsOf] is what its result says.
var Contracts = kept.Analyzer

// A Contract is what one comment or assertion says. It refers to nothing of its
// package, which a driver may drop.
type Contract struct {
	// Pos is where it stands, and Quote what it says: a sentence, or the call of an
	// assertion, for which Asserted is set.
	Pos      token.Pos
	Quote    string
	Asserted bool

	// Subjects are what it speaks of: "Hub.clients", "Hub.register".
	Subjects []string

	// Says is what it says of them: "belongs to", "runs on"; and Loop is the function that
	// is the loop, empty where it speaks of none.
	Says, Loop string

	// Unresolved is why it binds nothing; empty if it does.
	Unresolved string

	// Broken are the places where the code does not keep it.
	Broken []token.Pos
}

var says = map[prose.Verb]string{
	prose.Owned: "belongs to", prose.Written: "is written by", prose.On: "runs on", prose.Never: "does not run on",
	prose.Beside: "runs on goroutines beside every loop", prose.Anywhere: "runs on any goroutine",
}

// ContractsOf returns the contracts of a package in source order, given the result of
// [Contracts] there. Of another result there are none.
func ContractsOf(result any) []Contract {
	r, ok := result.(*kept.Result)
	if !ok {
		return nil
	}
	var all []Contract
	for _, c := range r.Claims() {
		if n := len(all); n > 0 && all[n-1].Pos == c.Pos && all[n-1].Quote == c.Quote {
			all[n-1].Subjects = append(all[n-1].Subjects, subjectOf(c))
			continue
		}
		contract := Contract{
			Pos: c.Pos, Quote: c.Quote, Asserted: c.Asserted, Says: says[c.Verb], Unresolved: c.Why,
			Subjects: []string{subjectOf(c)},
		}
		if c.Loop != nil {
			contract.Loop = c.Loop.Name()
		}
		for _, n := range r.Broken(c) {
			contract.Broken = append(contract.Broken, n.Pos())
		}
		slices.Sort(contract.Broken)
		all = append(all, contract)
	}
	return all
}

// subjectOf is what a claim speaks of, as its package calls it.
func subjectOf(c *claims.Claim) string {
	if c.In != nil && c.Verb == prose.Owned {
		return "what " + c.In.Name() + " works on"
	}
	if c.In != nil {
		return c.In.Name()
	}
	if v, ok := c.Of.(*types.Var); ok && c.Struct != nil {
		return c.Struct.Name() + "." + v.Name()
	}
	if fn, ok := c.Of.(*types.Func); ok {
		if named := program.ReceiverNamed(fn); named != nil {
			return named.Obj().Name() + "." + fn.Name()
		}
	}
	return c.Of.Name()
}
