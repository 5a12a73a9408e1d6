package analyzers_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/doc/comment"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers"
)

// TestClassesDocumented: docs/configuration.md lists the classes of each rule.
func TestClassesDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range analyzers.Rules {
		row := "| `" + rule.Name + "` |"
		for _, class := range analyzers.Classes(rule.Name) {
			if class != "unused" {
				row += " `" + class + "`"
			}
		}
		if !strings.Contains(string(text), row+" |\n") {
			t.Errorf("docs/configuration.md has no row %s |", row)
		}
	}
}

var update = flag.Bool("update", false, "write docs/rules anew")

// TestRulePages: docs/rules has the page of each rule, as "loopcheck help" prints it. To
// write them: go test ./analyzers -run TestRulePages -update.
func TestRulePages(t *testing.T) {
	pages, err := filepath.Glob("../docs/rules/*.md")
	if err != nil || len(pages) != len(analyzers.Rules) && !*update {
		t.Errorf("docs/rules has %d pages for %d rules: %v", len(pages), len(analyzers.Rules), err)
	}
	for _, rule := range analyzers.Rules {
		name, page := "../docs/rules/"+rule.Name+".md", pageOf(rule.Name, rule.Doc)
		if *update {
			if err := os.WriteFile(name, page, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if text, err := os.ReadFile(name); err != nil || !bytes.Equal(text, page) {
			t.Errorf("%s is not the page of the rule (%v); write it with -update", name, err)
		}
	}
}

// pageOf makes Markdown of a rule's page.
func pageOf(name, doc string) []byte {
	printer := &comment.Printer{HeadingLevel: 2, HeadingID: func(*comment.Heading) string { return "" }}
	text := printer.Markdown(new(comment.Parser).Parse(strings.TrimPrefix(doc, name+": ")))
	return fmt.Appendf(nil, "<!-- Written from analyzers/%s/doc.go: go test ./analyzers -run TestRulePages -update -->\n\n# %s\n\n%s", name, name, text)
}

// link is a link of Markdown to a place in this repository.
var link = regexp.MustCompile(`\]\(([^):#]+)(#[^)]*)?\)`)

// TestLinks: the project's pages link to what is there.
func TestLinks(t *testing.T) {
	checked := 0
	for _, pattern := range []string{"../*.md", "../docs/*.md", "../docs/*/*.md", "../testdata/*/README.md"} {
		pages, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range link.FindAllStringSubmatch(string(text), -1) {
				checked++
				if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
					t.Errorf("%s links to %s, which is not there", page, m[1])
				}
			}
		}
	}
	if checked == 0 {
		t.Error("there are no links")
	}
}
