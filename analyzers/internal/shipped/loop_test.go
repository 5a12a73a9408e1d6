package shipped

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// The tests here read the runtime's source: the analyzers do not import it.

const runtimeFolder = "../../../loopcheck/loop/"

// declared returns the files of the runtime's exported functions, methods and types.
func declared(t *testing.T) (files map[string]string) {
	t.Helper()
	files = make(map[string]string)
	paths, err := filepath.Glob(runtimeFolder + "*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no source: %v", err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range exported(f) {
			files[name] = filepath.Base(path)
		}
	}
	return files
}

// exported returns the names of what a file declares.
func exported(f *ast.File) (found []string) {
	note := func(recv string, name *ast.Ident) {
		if name.IsExported() && (recv == "" || ast.IsExported(recv)) {
			found = append(found, strings.TrimPrefix(recv+"."+name.Name, "."))
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			note(receiver(d), d.Name)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if s, ok := s.(*ast.TypeSpec); ok {
					note("", s.Name)
					if i, ok := s.Type.(*ast.InterfaceType); ok {
						for _, m := range i.Methods.List {
							note(s.Name.Name, m.Names[0])
						}
					}
				}
			}
		}
	}
	return found
}

// receiver returns the name of the type that a method is of, or "".
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	name := ""
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name
		}
		return true
	})
	return name
}

// TestRuntimeSources: what a row cites is declared in the file that it names.
func TestRuntimeSources(t *testing.T) {
	files := declared(t)
	check := func(e contract.Evidence) {
		t.Helper()
		file, name, _ := strings.Cut(strings.TrimPrefix(e.Source, "loopcheck/loop/"), ":")
		if files[name] != file {
			t.Errorf("%s: %s is declared in %q", e.Source, name, files[name])
		}
	}
	for _, f := range runtime() {
		for _, r := range f.Runs {
			check(r.Evidence)
		}
		for _, r := range f.Waits {
			check(r.Evidence)
		}
		for _, r := range f.Owns {
			check(r.Evidence)
		}
		for _, r := range f.Duties {
			check(r.Evidence)
		}
	}
}
