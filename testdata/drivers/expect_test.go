package drivers

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"text/scanner"
)

// An expectation is a finding that the corpus announces.
type expectation struct {
	file    string
	line    int
	col     int            // 0 for any
	rule    string         // "" for any
	message *regexp.Regexp // nil for any
}

func (e expectation) matches(f finding) bool {
	return e.file == f.file && e.line == f.line &&
		(e.col == 0 || e.col == f.col) &&
		(e.rule == "" || e.rule == f.rule) &&
		(e.message == nil || e.message.MatchString(f.message))
}

func (e expectation) String() string {
	if e.message != nil {
		return fmt.Sprintf("%s:%d: %q", e.file, e.line, e.message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.file, e.line, e.col, e.rule)
}

// wantComments reads the // want comments of the corpus, as analysistest does.
// They hold for all rules together: a finding of another rule than the one that
// a fixture is about is not expected there.
func wantComments(t *testing.T) []expectation {
	t.Helper()
	var all []expectation
	fset := token.NewFileSet()
	for _, path := range goFiles(t, "src", "examples") {
		file := parse(t, fset, path)
		for _, group := range file.Comments {
			for _, c := range group.List {
				_, text, ok := strings.Cut(c.Text, "// want ")
				if !ok {
					continue
				}
				at := fset.Position(c.Pos())
				delta, patterns, err := parseWant(text)
				if err != nil {
					t.Fatalf("%s: %v", at, err)
				}
				for _, p := range patterns {
					all = append(all, expectation{file: path, line: at.Line + delta, message: p})
				}
			}
		}
	}
	return all
}

// parseWant reads `"pattern" "pattern"`, or `+1 "pattern"` for a later line.
func parseWant(text string) (delta int, patterns []*regexp.Regexp, err error) {
	s := new(scanner.Scanner).Init(strings.NewReader(text))
	s.Mode = scanner.ScanStrings | scanner.ScanRawStrings | scanner.ScanInts
	s.Error = func(_ *scanner.Scanner, msg string) { err = fmt.Errorf("%s", msg) }
	for {
		switch tok := s.Scan(); tok {
		case scanner.EOF:
			return delta, patterns, err
		case '+':
			if s.Scan() != scanner.Int {
				return 0, nil, fmt.Errorf("no number after +")
			}
			delta, _ = strconv.Atoi(s.TokenText())
		case scanner.String, scanner.RawString:
			pattern, _ := strconv.Unquote(s.TokenText())
			re, err := regexp.Compile(pattern)
			if err != nil {
				return 0, nil, err
			}
			patterns = append(patterns, re)
		default:
			return 0, nil, fmt.Errorf("a want comment has patterns, not %s", scanner.TokenString(tok))
		}
	}
}

// exampleTable reads the table in the examples' README. A row has the program,
// what it is, the rule, the function and the code that the finding is at, and
// the bug; a cell that is empty is that of the row above. The code is the first
// of its kind in the function.
func exampleTable(t *testing.T) []expectation {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(corpus, "examples", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var all []expectation
	var program string
	for line := range strings.Lines(string(readme)) {
		cells := strings.Split(line, "|")
		if len(cells) != 7 {
			continue
		}
		if spans := codeSpans(cells[1]); len(spans) == 1 {
			program = spans[0]
		}
		rule, where := codeSpans(cells[3]), codeSpans(cells[4])
		if len(rule) == 1 && len(where) == 2 {
			e := findCode(t, program, where[0], where[1])
			e.rule = rule[0]
			all = append(all, e)
		}
	}
	if len(all) == 0 {
		t.Fatal("the examples' README has no table of findings")
	}
	return all
}

var codeSpan = regexp.MustCompile("`([^`]+)`")

func codeSpans(cell string) []string {
	var spans []string
	for _, m := range codeSpan.FindAllStringSubmatch(cell, -1) {
		spans = append(spans, m[1])
	}
	return spans
}

// findCode finds code in a function of an example.
func findCode(t *testing.T, program, function, code string) expectation {
	t.Helper()
	fset := token.NewFileSet()
	for _, path := range goFiles(t, "examples/"+program) {
		for _, decl := range parse(t, fset, path).Decls {
			fd, ok := decl.(*ast.FuncDecl)
			if !ok || fd.Name.Name != function {
				continue
			}
			source, err := os.ReadFile(filepath.Join(corpus, path))
			if err != nil {
				t.Fatal(err)
			}
			start, end := fset.Position(fd.Pos()).Offset, fset.Position(fd.End()).Offset
			if i := strings.Index(string(source[start:end]), code); i >= 0 {
				at := fset.Position(fd.Pos() + token.Pos(i))
				return expectation{file: path, line: at.Line, col: at.Column}
			}
		}
	}
	t.Fatalf("the examples' README names %s in %s of %s, which has none", code, function, program)
	panic("unreachable")
}

// goFiles returns the Go files below folders of the corpus.
func goFiles(t *testing.T, folders ...string) []string {
	t.Helper()
	var paths []string
	for _, folder := range folders {
		err := fs.WalkDir(os.DirFS(corpus), folder, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && filepath.Ext(path) == ".go" {
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

func parse(t *testing.T, fset *token.FileSet, path string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(fset, filepath.Join(corpus, path), nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
