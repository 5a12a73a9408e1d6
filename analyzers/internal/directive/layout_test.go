package directive

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
)

// TestLines: that not every node is asked where it starts and ends loses no line.
func TestLines(t *testing.T) {
	err := fs.WalkDir(os.DirFS(ruletest.Root(t)), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".go" {
			return err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, filepath.Join(ruletest.Root(t), name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		f := fset.File(file.Package)
		if got, want := layoutOf(f, file).lines, linesOfAll(f, file); !slices.Equal(got, want) {
			t.Errorf("%s: the lines are %v, want %v", name, got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// linesOfAll asks every node.
func linesOfAll(f *token.File, file *ast.File) []int {
	seen := make(map[int]bool)
	for n := range ast.Preorder(file) {
		switch n.(type) {
		case *ast.File, *ast.CommentGroup, *ast.Comment:
		default:
			seen[f.PositionFor(n.Pos(), false).Line] = true
			seen[f.PositionFor(n.End(), false).Line] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// TestIndex: the search finds what looking at each directive finds.
func TestIndex(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	rule := config.Rules()[0]
	for range 300 {
		r := new(Result)
		for range random.IntN(30) {
			start := token.Pos(1 + random.IntN(60))
			end := start + token.Pos(random.IntN(20))
			r.ignores = append(r.ignores, &Ignore{Rule: config.Rules()[random.IntN(2)], start: start, end: end})
		}
		r.order()
		for pos := range token.Pos(90) {
			var want []*Ignore
			for _, ig := range r.ignores {
				if ig.Rule == rule && ig.start <= pos && pos < ig.end {
					want = append(want, ig)
				}
			}
			if got := r.Match(rule, "any", pos); !slices.Equal(got, want) {
				t.Fatalf("at %d: %s, want %s", pos, spans(got), spans(want))
			}
		}
	}
}

func spans(ignores []*Ignore) (s string) {
	for _, ig := range ignores {
		s += fmt.Sprintf("[%d,%d)", ig.start, ig.end)
	}
	return s
}
