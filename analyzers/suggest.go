package analyzers

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/agreed"
	"github.com/loopcheck/loopcheck/analyzers/internal/directive"
)

// Suggestions finds the contracts that a package keeps and nobody has written down. It
// reports nothing; [SuggestionsOf] is what its result says.
var Suggestions = agreed.Analyzer

// A Suggestion is a directive that all code in sight keeps already. It refers to nothing
// of its package, which a driver may drop.
type Suggestion struct {
	// Pos is the declaration above which it could stand, and Directive what it is:
	// "//loopcheck:owned run".
	Pos       token.Pos
	Directive string

	// Subject is what it speaks of: "Hub.clients"; Loop is the function that is the loop,
	// and Why what the code in sight agrees on.
	Subject, Loop, Why string

	// Fix puts it there.
	Fix analysis.SuggestedFix
}

// SuggestionsOf returns the suggestions of a package in source order, given the result of
// [Suggestions] there. Of another result there are none.
func SuggestionsOf(result any) []Suggestion {
	r, ok := result.(*agreed.Result)
	if !ok {
		return nil
	}
	var all []Suggestion
	for _, p := range r.Proposals {
		s := Suggestion{
			Pos: p.Pos, Directive: fmt.Sprintf("//loopcheck:%s %s", p.Verb, p.Loop), Subject: p.Subject, Loop: p.Serve, Why: whyOf(p),
		}
		s.Fix = analysis.SuggestedFix{
			Message:   "say whose it is",
			TextEdits: []analysis.TextEdit{{Pos: p.Pos, End: p.Pos, NewText: []byte(above(p, s.Directive))}},
		}
		all = append(all, s)
	}
	return all
}

func whyOf(p agreed.Proposal) string {
	places := "1 place"
	if p.Uses > 1 {
		places = fmt.Sprintf("%d places", p.Uses)
	}
	if p.Verb == directive.On {
		return fmt.Sprintf("only %s calls it, from %s", p.Serve, places)
	}
	return fmt.Sprintf("only %s touches it, in %s, once it has started", p.Serve, places)
}

// aDirective is the form of a comment's line that is for tools.
var aDirective = regexp.MustCompile(`^//([a-z0-9]+:[a-z0-9]|nolint)`)

// above is a directive as it stands above a declaration: apart from the sentences there.
func above(p agreed.Proposal, text string) string {
	indent := "\n"
	if p.Verb == directive.Owned {
		indent = "\n\t"
	}
	apart := ""
	if p.Doc != nil && !aDirective.MatchString(lastLine(p.Doc)) {
		apart = "//" + indent
	}
	return apart + text + indent
}

func lastLine(doc *ast.CommentGroup) string {
	last := doc.List[len(doc.List)-1].Text
	return last[strings.LastIndexByte(last, '\n')+1:]
}
