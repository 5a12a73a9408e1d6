package claims

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/directive"
	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
)

// read reads the comments of a file.
func (b *binder) read(file *ast.File) {
	if !mayClaim(file) {
		return // most files say nothing
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if fn := b.pass.TypesInfo.Defs[d.Name]; fn != nil {
				b.readDoc(prose.Code, fn, d.Name.Name, d.Doc)
			}
		case *ast.GenDecl:
			b.readGen(file, d)
		}
	}
}

func mayClaim(file *ast.File) bool { return slices.ContainsFunc(file.Comments, mayAny) }

// mayAny reports whether a comment may have a claim.
func mayAny(group *ast.CommentGroup) bool {
	return slices.ContainsFunc(group.List, func(c *ast.Comment) bool {
		_, directed := directive.ContractOf(c.Text)
		return directed || prose.May(c.Text) || strings.Contains(c.Text, "nly ") // and the rest on the next line
	})
}

// mayWithin reports whether a comment between two brackets may have a claim.
func mayWithin(file *ast.File, from, to token.Pos) bool {
	first := sort.Search(len(file.Comments), func(i int) bool { return file.Comments[i].Pos() > from })
	for _, group := range file.Comments[first:] {
		if group.Pos() >= to {
			return false
		}
		if mayAny(group) {
			return true
		}
	}
	return false
}

func (b *binder) readDoc(site prose.Site, of types.Object, name string, doc *ast.CommentGroup) {
	for _, c := range b.claimsOf(site, []string{name, bundled.ReplaceAllString(name, "")}, doc) {
		b.add(c, of, doc)
	}
}

func (b *binder) claimsOf(site prose.Site, names []string, group *ast.CommentGroup) []prose.Claim {
	if group == nil || !mayAny(group) {
		return nil
	}
	return append(directed(group), prose.Read(site, names, textOf(group))...)
}

// directed are the claims of a comment that are directives.
func directed(group *ast.CommentGroup) (claims []prose.Claim) {
	line := 0
	for _, c := range group.List {
		if contract, ok := directive.ContractOf(c.Text); ok {
			verb := map[string]prose.Verb{directive.Owned: prose.Owned, directive.On: prose.On, directive.Off: prose.Anywhere}[contract.Verb]
			claims = append(claims, prose.Claim{
				Verb: verb, Place: prose.Place{Text: contract.Loop, Name: contract.Loop}, Must: true, Quote: contract.Text, Line: line,
			})
		}
		line += countLines(c.Text)
	}
	return claims
}

func (b *binder) readGen(file *ast.File, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		ts, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		doc := ts.Doc
		if doc == nil {
			doc = d.Doc
		}
		if tn := b.pass.TypesInfo.Defs[ts.Name]; tn != nil {
			b.readDoc(prose.Whole, tn, ts.Name.Name, doc)
		}
		if st, ok := ts.Type.(*ast.StructType); ok && mayWithin(file, st.Pos(), st.End()) {
			b.readItems(b.itemsOf(file, st.Fields.Opening, st.Fields.Closing, b.fields(st)))
		}
	}
	if d.Tok == token.VAR {
		items := b.vars(d)
		if !d.Lparen.IsValid() {
			b.readItems(items)
			return
		}
		b.readItems(b.itemsOf(file, d.Lparen, d.Rparen, items))
	}
}

// An item is a field or variable, or a comment between them.
type item struct {
	vars     []*types.Var
	names    []string
	doc      *ast.CommentGroup // above, or all that there is
	trailing *ast.CommentGroup
	pos, end token.Pos
	locks    bool // a mutex, which guards what comes after it
}

func (b *binder) fields(st *ast.StructType) []item {
	var items []item
	for _, f := range st.Fields.List {
		it := item{doc: f.Doc, trailing: f.Comment, pos: f.Pos(), end: f.End()}
		for _, id := range f.Names {
			b.addVar(&it, id)
		}
		if len(f.Names) == 0 {
			b.addEmbedded(&it, f.Type)
		}
		items = append(items, it)
	}
	return items
}

func (b *binder) addVar(it *item, id *ast.Ident) {
	if v, ok := b.pass.TypesInfo.Defs[id].(*types.Var); ok {
		it.vars, it.names = append(it.vars, v), append(it.names, id.Name)
		it.locks = it.locks || isMutex(v.Type())
	}
}

// addEmbedded adds the field that an embedded type makes.
func (b *binder) addEmbedded(it *item, e ast.Expr) {
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.Sel
		case *ast.Ident:
			b.addVar(it, x)
			return
		default:
			return
		}
	}
}

func (b *binder) vars(d *ast.GenDecl) []item {
	var items []item
	for _, spec := range d.Specs {
		vs, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		it := item{doc: vs.Doc, trailing: vs.Comment, pos: vs.Pos(), end: vs.End()}
		if it.doc == nil && len(d.Specs) == 1 {
			it.doc = d.Doc
		}
		for _, id := range vs.Names {
			b.addVar(&it, id)
		}
		items = append(items, it)
	}
	return items
}

func isMutex(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "sync" {
		return false
	}
	return named.Obj().Name() == "Mutex" || named.Obj().Name() == "RWMutex"
}

// shared is what a comment says of fields that have another guard.
var shared = regexp.MustCompile(`(?i)guard|protect|immutable|atomic|locked|never change|thread-?safe|read-?only|any goroutine|set once|set before|must hold|hold mu|under mu`)

// textOf is a comment's lines without their markers; what is no line of text is empty.
func textOf(group *ast.CommentGroup) string {
	var lines []string
	for _, c := range group.List {
		if rest, ok := strings.CutPrefix(c.Text, "//"); ok {
			if directiveLike.MatchString(c.Text) {
				rest = ""
			}
			lines = append(lines, rest)
			continue
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(c.Text, "/*"), "*/"), "\n") {
			lines = append(lines, strings.TrimLeft(line, " \t*"))
		}
	}
	return strings.Join(lines, "\n")
}

var directiveLike = regexp.MustCompile(`^//([a-z0-9]+:[a-z0-9]|nolint\b|line )`)

func countLines(comment string) int { return strings.Count(comment, "\n") + 1 }
