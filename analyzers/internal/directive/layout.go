package directive

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
)

// A layout is what the directives of one file have to know of its code, read in
// one pass. Its lines are the file's own: a //line comment says where code
// comes from, and changes nothing about what stands next to what.
type layout struct {
	file   *token.File
	docs   map[*ast.CommentGroup]*ast.FuncDecl
	lines  []int       // on which something starts or ends, sorted
	starts map[int]int // where the simple statement starts that ends on a line
}

func layoutOf(f *token.File, file *ast.File) *layout {
	l := &layout{file: f, docs: make(map[*ast.CommentGroup]*ast.FuncDecl), starts: make(map[int]int)}
	seen := make(map[int]bool)
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil, *ast.CommentGroup, *ast.Comment:
			return false
		case *ast.File:
			return true
		case *ast.FuncDecl:
			if n.Doc != nil {
				l.docs[n.Doc] = n
			}
		case *ast.ExprStmt, *ast.AssignStmt, *ast.ReturnStmt, *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt, *ast.DeclStmt:
			l.statement(n)
		}
		if !startsWithin(n) {
			seen[l.line(n.Pos())] = true
		}
		if !endsWithin(n) {
			seen[l.line(n.End())] = true
		}
		return true
	})
	l.lines = slices.Sorted(maps.Keys(seen))
	return l
}

func (l *layout) line(pos token.Pos) int { return l.file.PositionFor(pos, false).Line }

func (l *layout) statement(n ast.Node) {
	first, last := l.line(n.Pos()), l.line(n.End())
	if start, seen := l.starts[last]; !seen || first < start {
		l.starts[last] = first
	}
}

// startsWithin reports whether a node starts where its first operand does. To
// ask each link of a chain of calls takes as long as the chain, for each.
func startsWithin(n ast.Node) bool {
	switch n.(type) {
	case *ast.BinaryExpr, *ast.CallExpr, *ast.IndexExpr, *ast.IndexListExpr, *ast.KeyValueExpr,
		*ast.SelectorExpr, *ast.SliceExpr, *ast.TypeAssertExpr:
		return true
	}
	return false
}

// endsWithin reports whether a node ends where its last operand does.
func endsWithin(n ast.Node) bool {
	switch n.(type) {
	case *ast.ArrayType, *ast.BinaryExpr, *ast.ChanType, *ast.IfStmt, *ast.KeyValueExpr, *ast.LabeledStmt,
		*ast.MapType, *ast.SelectorExpr, *ast.StarExpr, *ast.UnaryExpr:
		return true
	}
	return false
}

// cover returns the code that a directive is for: the function of a doc
// comment, the line that it ends, or, for one on a line of its own, the next
// line of code.
func (l *layout) cover(group *ast.CommentGroup, pos token.Pos) (start, end token.Pos) {
	line := l.line(pos)
	if fd := l.docs[group]; fd != nil {
		return l.span(line, l.line(fd.End()))
	}
	i, sameLine := slices.BinarySearch(l.lines, line)
	switch {
	case sameLine:
		if start, ok := l.starts[line]; ok {
			return l.span(start, line)
		}
	case i < len(l.lines):
		return l.span(l.lines[i], l.lines[i])
	}
	return l.span(line, line)
}

// span returns the positions of some lines.
func (l *layout) span(first, last int) (start, end token.Pos) {
	end = token.Pos(l.file.Base() + l.file.Size() + 1)
	if last < l.file.LineCount() {
		end = l.file.LineStart(last + 1)
	}
	return l.file.LineStart(first), end
}
