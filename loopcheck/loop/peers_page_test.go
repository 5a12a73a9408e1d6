package loop

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the list of behaviours into docs/peers.md")

const (
	peersPage = "../../docs/peers.md"
	peersMark = "<!-- The rest is written by go test ./loopcheck/loop -run TestPeersPage -update. -->\n"
)

// TestPeersPage: docs/peers.md lists the behaviours that are tests here.
func TestPeersPage(t *testing.T) {
	text, err := os.ReadFile(peersPage)
	if err != nil {
		t.Fatal(err)
	}
	head, list, marked := strings.Cut(string(text), peersMark)
	if !marked {
		t.Fatalf("%s has no line %q", peersPage, peersMark)
	}
	want := peersList(t)
	if list == want {
		return
	}
	if !*update {
		t.Fatalf("%s is out of date; run go test ./loopcheck/loop -run TestPeersPage -update", peersPage)
	}
	if err := os.WriteFile(peersPage, []byte(head+peersMark+want), 0o666); err != nil {
		t.Fatal(err)
	}
}

// peersList is a table for each test, of what it demands and whose that is.
func peersList(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("peers_*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil {
				continue
			}
			if rows := behaviourRows(t, f); rows != "" {
				fmt.Fprintf(&b, "\n**%s**\n\n| what | whose |\n| --- | --- |\n%s", f.Name.Name, rows)
			}
		}
	}
	return b.String()
}

// behaviourRows are the rows of the behaviours that a test has.
func behaviourRows(t *testing.T, f *ast.FuncDecl) string {
	t.Helper()
	var b strings.Builder
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok || lit.Type != nil || len(lit.Elts) != 3 {
			return true // a behaviour's type is left out in its slice
		}
		what, is1 := lit.Elts[0].(*ast.BasicLit)
		whose, is2 := lit.Elts[1].(*ast.BasicLit)
		if _, is3 := lit.Elts[2].(*ast.FuncLit); !is1 || !is2 || !is3 {
			return true
		}
		fmt.Fprintf(&b, "| %s | %s |\n", unquoted(t, what), unquoted(t, whose))
		return true
	})
	return b.String()
}

func unquoted(t *testing.T, lit *ast.BasicLit) string {
	t.Helper()
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(s, "|", `\|`)
}
