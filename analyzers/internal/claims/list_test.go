package claims_test

import (
	"fmt"
	"os"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
)

func TestList(t *testing.T) {
	dir := os.Getenv("CLAIMS_DIR")
	if dir == "" {
		t.Skip()
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: dir}, os.Getenv("CLAIMS_PKG"))
	if err != nil {
		t.Fatal(err)
	}
	g, err := checker.Analyze([]*analysis.Analyzer{claims.Analyzer}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range g.Roots {
		if r.Err != nil {
			fmt.Println("ERR", r.Package, r.Err)
			continue
		}
		for _, c := range r.Result.(*claims.Result).All() {
			of := "-"
			if c.Of != nil {
				of = c.Of.Name()
			} else if c.In != nil {
				of = c.In.Name()
			}
			loop := "-"
			if c.Loop != nil {
				loop = c.Loop.Name()
			}
			fmt.Printf("%s\t%v\t%v\t%s\t%s\t%s\t%q\n", c.At, c.Verb, c.Must, of, loop, c.Why, c.Quote)
		}
	}
}
