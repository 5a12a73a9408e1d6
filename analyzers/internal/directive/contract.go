package directive

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A Contract is a directive that says what sentences of comments say as well: which
// loop something belongs to, or runs on.
//
//	//loopcheck:owned LOOP   on a field, a variable or a type: it is the loop's
//	//loopcheck:on LOOP      on a function: it runs on the loop only
//	//loopcheck:off          on a function: any goroutine may call it
//
// LOOP is the function that goes round: run, or hub.run.
type Contract struct {
	Verb string // Owned, On or Off
	Loop string // empty for Off
	Text string // without its slashes
}

// What a contract says.
const (
	Owned = "owned"
	On    = "on"
	Off   = "off"
)

var contracts = []string{Owned, On, Off}

// ContractOf reads a comment; false if it is no contract, or one that cannot be read.
func ContractOf(text string) (Contract, bool) {
	rest, ours := strings.CutPrefix(text, prefix)
	if !ours {
		return Contract{}, false
	}
	verb, args := cutField(rest)
	loop, _ := cutField(args)
	if !slices.Contains(contracts, verb) || (verb == Off) != (loop == "") {
		return Contract{}, false
	}
	return Contract{Verb: verb, Loop: loop, Text: strings.TrimSpace(tool + ":" + rest)}, true
}

// spaced is a contract that a space makes a plain comment.
var spaced = regexp.MustCompile(`^//[ \t]` + tool + `:(owned|on|off)( \S+)?$`)

// isContract reports whether a comment is meant as a contract, and why it is none.
func isContract(pass *analysis.Pass, file *ast.File, c *ast.Comment) (is bool, err error) {
	if spaced.MatchString(c.Text) {
		return true, fmt.Errorf("a space after // makes this a plain comment; write %s%s", prefix, strings.TrimPrefix(strings.TrimSpace(c.Text[2:]), tool+":"))
	}
	rest, ours := strings.CutPrefix(c.Text, prefix)
	verb, _ := cutField(rest)
	if !ours || !slices.Contains(contracts, verb) {
		return false, nil
	}
	contract, ok := ContractOf(c.Text)
	switch {
	case !ok && verb == Off:
		return true, fmt.Errorf("%soff takes no loop: it says that any goroutine may call the function", prefix)
	case !ok:
		return true, fmt.Errorf("%s%s names no loop; write the function that goes round: %s%s run", prefix, verb, prefix, verb)
	case contract.Loop != "" && !declares(pass.Pkg, contract.Loop):
		return true, fmt.Errorf("%s%s names no function of this package \"%s\"", prefix, verb, short(contract.Loop))
	case !stands(file, verb == Owned, c.Pos()):
		return true, fmt.Errorf("%s%s says nothing here; put it above %s", prefix, verb, map[bool]string{true: "a field, a variable or a type", false: "a function"}[verb == Owned])
	}
	return true, nil
}

// declares reports whether a package has a function or method of a name: run, hub.run.
func declares(pkg *types.Package, name string) bool {
	typ, method, ok := strings.Cut(strings.NewReplacer("(", "", ")", "", "*", "").Replace(name), ".")
	if ok {
		return hasMethod(pkg.Scope().Lookup(typ), method)
	}
	if _, isFunc := pkg.Scope().Lookup(typ).(*types.Func); isFunc {
		return true
	}
	return slices.ContainsFunc(pkg.Scope().Names(), func(name string) bool { return hasMethod(pkg.Scope().Lookup(name), typ) })
}

func hasMethod(of types.Object, name string) bool {
	tn, ok := of.(*types.TypeName)
	if !ok {
		return false
	}
	named, ok := types.Unalias(tn.Type()).(*types.Named)
	if !ok {
		return false
	}
	for m := range named.Methods() {
		if m.Name() == name {
			return true
		}
	}
	return false
}

// stands reports whether a comment belongs to what a contract may speak of: state, or
// a function.
func stands(file *ast.File, state bool, pos token.Pos) (found bool) {
	within := func(groups ...*ast.CommentGroup) {
		for _, g := range groups {
			found = found || g != nil && g.Pos() <= pos && pos < g.End()
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if !state {
				within(n.Doc)
			}
			return false
		case *ast.GenDecl:
			if state && (n.Tok == token.VAR || n.Tok == token.TYPE) {
				within(n.Doc)
			}
		case *ast.TypeSpec:
			if state {
				within(n.Doc)
			}
		case *ast.ValueSpec:
			if state {
				within(n.Doc, n.Comment)
			}
		case *ast.Field:
			if state {
				within(n.Doc, n.Comment)
			}
		}
		return !found
	})
	return found
}
