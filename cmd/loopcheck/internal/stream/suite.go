package stream

import (
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// A suite is the analyzers of a run, each after those it requires.
type suite struct {
	all []*analysis.Analyzer

	// forFacts are those with facts, and what they require.
	forFacts []*analysis.Analyzer

	factTypes []reflect.Type // in the order in which the analyzers declare them
}

func newSuite(analyzers []*analysis.Analyzer) *suite {
	all := withRequired(analyzers)
	var facts []*analysis.Analyzer
	var types []reflect.Type
	for _, a := range all {
		if len(a.FactTypes) > 0 {
			facts = append(facts, a)
		}
		for _, f := range a.FactTypes {
			types = append(types, reflect.TypeOf(f))
		}
	}
	return &suite{all: all, forFacts: withRequired(facts), factTypes: types}
}

// withRequired returns analyzers and all that they require, in an order in
// which they can run.
func withRequired(analyzers []*analysis.Analyzer) []*analysis.Analyzer {
	var order []*analysis.Analyzer
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		if slices.Contains(order, a) {
			return
		}
		for _, req := range a.Requires {
			visit(req) // terminates: Validate rejects cycles
		}
		order = append(order, a)
	}
	for _, a := range analyzers {
		visit(a)
	}
	return order
}
