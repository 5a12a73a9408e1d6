package analyzers_test

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestMap: the package comment names the packages below internal, each after
// those that it imports.
func TestMap(t *testing.T) {
	source, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, m := range regexp.MustCompile(`(?m)^//\t(internal/\w+) {2}`).FindAllStringSubmatch(string(source), -1) {
		named = append(named, m[1])
	}
	for _, file := range goFiles(t) {
		dir := path.Dir(file)
		if path.Dir(dir) == "internal" && !forTests(dir) && !slices.Contains(named, dir) {
			t.Errorf("the map leaves %s out", dir)
			named = append(named, dir)
		}
	}
	for i, from := range named {
		if _, err := os.Stat(from); err != nil {
			t.Errorf("the map names %s: %v", from, err)
		}
		for to := range edges[from] {
			if strings.HasPrefix(to, "internal/") && slices.Index(named, to) > i {
				t.Errorf("in the map %s stands above %s, which it imports", from, to)
			}
		}
	}
}
