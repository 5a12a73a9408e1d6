package stream

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// noteGaps decides how much of the package's types its Go files alone can tell.
// What a package exports of C reaches its importers; the standard library
// exports none.
func (u *unit) noteGaps(files []*ast.File) {
	u.partial = slices.ContainsFunc(files, importsC)
	for _, imp := range u.imports {
		if imp.partial && !imp.std {
			u.partial = true
		}
		if imp.swig {
			u.unseen = true
		}
	}
	if u.swig = usesSwig(u.meta); u.swig {
		u.partial, u.unseen = true, true
	}
}

func importsC(file *ast.File) bool {
	return slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool { return spec.Path.Value == `"C"` })
}

// usesSwig reports whether a build would write more Go files for the package.
func usesSwig(p *packages.Package) bool {
	return slices.ContainsFunc(p.OtherFiles, func(name string) bool {
		ext := filepath.Ext(name)
		return ext == ".swig" || ext == ".swigcxx"
	})
}

// byGap reports whether an error may come from what the Go files do not tell,
// so that the compiler may not see it: it is in code that has to do with C.
func (u *unit) byGap(err types.Error, files []*ast.File, info *types.Info) bool {
	if !u.partial {
		return false
	}
	// Soft errors are unused variables and imports: what uses them may be left
	// out because of another error.
	if err.Soft || consequence.MatchString(err.Msg) {
		return true
	}
	if strings.HasPrefix(err.Msg, "undefined: ") {
		return u.unseen // all of C's names are defined
	}
	return info != nil && touchesC(files, err.Pos, info)
}

// consequence matches what go/types says of types and constants where something
// else must be wrong already: here it is that C was not read. Two constants of
// unknown values are the same case of a switch.
var consequence = regexp.MustCompile(`\binvalid (type|operand)\b|\bconstant unknown\b|^duplicate key unknown `)

// touchesC reports whether C has a part in the statement or declaration at pos.
func touchesC(files []*ast.File, pos token.Pos, info *types.Info) bool {
	found := false
	look := func(n ast.Node) bool {
		if block, ok := n.(*ast.BlockStmt); ok && !(block.Pos() <= pos && pos <= block.End()) {
			return false
		}
		if e, ok := n.(ast.Expr); ok && info.TypeOf(e) != nil {
			t := info.TypeOf(e)
			found = found || ofC(t, nil)
			if _, ok := e.(*ast.CompositeLit); ok {
				found = found || fieldOfC(t)
			}
		}
		if id, ok := n.(*ast.Ident); ok {
			name, _ := info.Uses[id].(*types.PkgName)
			found = found || name != nil && name.Imported().Path() == "C"
		}
		return !found
	}
	for _, n := range around(files, pos) {
		ast.Inspect(n, look)
	}
	return found
}

// around returns the innermost statement or declaration at pos, and what it
// returns to.
func around(files []*ast.File, pos token.Pos) []ast.Node {
	for _, file := range files {
		if pos < file.FileStart || pos > file.FileEnd {
			continue
		}
		var innermost ast.Node = file
		var function *ast.FuncType
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil || pos < n.Pos() || pos > n.End() {
				return false
			}
			switch n := n.(type) {
			case *ast.FuncLit:
				function = n.Type
			case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause, *ast.LabeledStmt:
			case *ast.FuncDecl:
				innermost, function = n, n.Type
			case ast.Stmt, ast.Spec:
				innermost = n
			}
			return true
		})
		if _, ok := innermost.(*ast.ReturnStmt); ok {
			return []ast.Node{innermost, function}
		}
		return []ast.Node{innermost}
	}
	return nil
}

// ofC reports whether a type is C's, or made of C's. Of a struct's fields those
// count that it takes from a C struct.
func ofC(t types.Type, seen []types.Type) bool {
	if t == nil || slices.Contains(seen, t) {
		return false
	}
	seen = append(seen, t)
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() == types.Invalid
	case *types.Map:
		return ofC(u.Key(), seen) || ofC(u.Elem(), seen)
	case interface{ Elem() types.Type }: // pointers, slices, arrays, channels
		return ofC(u.Elem(), seen)
	case *types.Signature:
		return ofC(u.Params(), seen) || ofC(u.Results(), seen)
	case *types.Tuple:
		for v := range u.Variables() {
			if ofC(v.Type(), seen) {
				return true
			}
		}
	case *types.Struct:
		for f := range u.Fields() {
			if f.Embedded() && ofC(f.Type(), seen) {
				return true
			}
		}
	}
	return false
}

// fieldOfC reports whether a struct has a field of C's types.
func fieldOfC(t types.Type) bool {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if ofC(f.Type(), nil) {
			return true
		}
	}
	return false
}

// fillGaps gives the expressions that depend on C the invalid type. go/types
// leaves them without one, and analyzers may rely on every expression having a
// type, as it has under go vet.
func fillGaps(files []*ast.File, info *types.Info) {
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			switch e := e.(type) {
			case *ast.KeyValueExpr, *ast.Ellipsis:
				return true // have none elsewhere either
			case *ast.Ident:
				if _, ok := info.Defs[e]; ok || info.Uses[e] != nil {
					return true
				}
			}
			if _, ok := info.Types[e]; !ok {
				info.Types[e] = types.TypeAndValue{Type: types.Typ[types.Invalid]}
			}
			return true
		})
	}
}
