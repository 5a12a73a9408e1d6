package std

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// FuzzTable: no text breaks the parser, what it reads it reads again, and a line
// as gen writes it is read as what it says, whatever stands around it.
func FuzzTable(f *testing.F) {
	f.Add("package a\na.F\tdisk=os.Open\t0=inline\n", "(*a/b.T).F", "net", "net.Dial", 0, true)
	f.Add("a.F\tdisk\t0\n\t\t\n# x\npackage \n", "a.F", "chan", "a.F", 12, false)
	f.Add("\r\n\x00\t=\t=\n===\t= =\t-1=spawn 99999999999999999999=inline 1=nowhere 1", "a.F", "", "", -1, true)
	f.Add("no end of the line", "package", "=", "a=b", 1<<40, false)
	f.Fuzz(func(t *testing.T, text, name, class, root string, index int, spawn bool) {
		first := parse(text)
		second := parse(write(first))
		if !reflect.DeepEqual(first, second) {
			t.Errorf("%q is read as %v and then as %v", text, first, second)
		}
		if !word(name) || !word(class) || !word(root) || name[0] == '#' || strings.ContainsAny(class, "=:") {
			return // gen writes no such line
		}
		want := entry{waits: []Wait{{Class: contract.Class(class), Root: root}}, params: map[int]Placement{index: Inline}}
		if spawn {
			want.params[index] = Spawn
		}
		line := write(table{funcs: map[string]entry{name: want}})
		got := parse(text + "\n" + line + "# the end\n")
		if !reflect.DeepEqual(got.funcs[name], want) {
			t.Errorf("%q is read as %v, want %v", line, got.funcs[name], want)
		}
		got.funcs[name] = first.funcs[name]
		if _, there := first.funcs[name]; !there {
			delete(got.funcs, name)
		}
		if !reflect.DeepEqual(got, first) {
			t.Errorf("%q changes what is read of %q", line, text)
		}
	})
}

// word reports whether text is one word, as names, classes and roots are.
func word(text string) bool {
	return len(strings.Fields(text)) == 1 && strings.TrimSpace(text) == text
}

// write is a table as text.
func write(t table) string {
	var b strings.Builder
	for path := range t.packages {
		b.WriteString("package " + path + "\n")
	}
	for name, e := range t.funcs {
		b.WriteString(name + "\t")
		for _, w := range e.waits {
			b.WriteString(string(w.Class) + map[contract.Length]string{contract.Long: ":long"}[w.Lasts] + "=" + w.Root + " ")
		}
		b.WriteByte('\t')
		for i, p := range e.params {
			fmt.Fprintf(&b, "%d=%s ", i, map[Placement]string{Inline: "inline", Spawn: "spawn"}[p])
		}
		b.WriteByte('\n')
	}
	return b.String()
}
