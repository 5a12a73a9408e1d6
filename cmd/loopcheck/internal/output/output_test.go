package output

import (
	"errors"
	"math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

var hub = Finding{
	Rule: "loopblock", Category: "loopblock/sleep", Message: "time.Sleep <-blocks run",
	File: "hub.go", Line: 3, Col: 2, End: Place{3, 15},
	Related: []Related{{"hub.go", 1, 1, "run serves its channels"}, {"new.go", 7, 3, "started here"}},
	URL:     "https://example.com/loopblock",
}

func TestText(t *testing.T) {
	bare := Finding{Rule: "loopowner", Message: "no source", File: "absent.go", Line: 1, Col: 1, Tier: "likely"}
	sure := Finding{Rule: "loopowner", Message: "no source", File: "absent.go", Line: 2, Col: 1, Tier: "sure"}
	want := `hub.go:3:2: time.Sleep <-blocks run (loopblock)
	hub.go:1:1: run serves its channels
	new.go:7:3: started here
absent.go:1:1: no source (loopowner, likely)
absent.go:2:1: no source (loopowner)
`
	if got := render(t, func(w *strings.Builder) Printer { return Text{W: w} }, hub, bare, sure); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestTextByWeight: of each package what is felt most comes first.
func TestTextByWeight(t *testing.T) {
	at := func(pkg, file string, line, heft int) Finding {
		f := Finding{Rule: "r", Message: "m", Package: pkg, File: file, Line: line, Weight: "felt", Heft: heft}
		if heft < 2 {
			f.Weight = "slight"
		}
		return f
	}
	got := render(t, func(w *strings.Builder) Printer { return Text{W: w} },
		at("a", "a/a.go", 1, 0), at("a", "a/a.go", 2, 3), at("b", "a/b.y", 1, 4), at("a", "a/c.go", 1, 3), at("a", "a/d.go", 1, 4), at("b", "b/b.go", 1, 2))
	want := `a/d.go:1: m (r)
a/a.go:2: m (r)
a/c.go:1: m (r)
a/a.go:1: m (r, slight)
a/b.y:1: m (r)
b/b.go:1: m (r)
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTextWithSource(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("hub.go", []byte("func f() {\r\n\t// é\r\n\tx(); time.Sleep(1)\r\n}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	f := hub
	f.Col = 7
	beyond := Finding{Rule: "r", Message: "m", File: "hub.go", Line: 99, Col: 1}
	wide := Finding{Rule: "r", Message: "m", File: "hub.go", Line: 3, Col: 99}
	want := `hub.go:3:7: time.Sleep <-blocks run (loopblock)
    	x(); time.Sleep(1)
    	     ^
	hub.go:1:1: run serves its channels
	new.go:7:3: started here
hub.go:3:99: m (r)
hub.go:99:1: m (r)
`
	if got := render(t, func(w *strings.Builder) Printer { return Text{W: w, Source: true} }, f, wide, beyond); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// TestTextByLoop: what stops one loop stands together.
func TestTextByLoop(t *testing.T) {
	at := func(loop, pkg string, line int) Finding {
		return Finding{Rule: "r", Message: "m", Loop: loop, Package: pkg, File: pkg + ".go", Line: line}
	}
	want := `bubbletea: 2
a.go:1: m (r)
b.go:2: m (r)

hub.run in a: 1
a.go:3: m (r)

hub.run in b: 1
b.go:1: m (r)

of no loop: 1
a.go:2: m (r)
`
	got := render(t, func(w *strings.Builder) Printer { return Text{W: w, ByLoop: true} },
		at("bubbletea", "a", 1), at("", "a", 2), at("hub.run", "a", 3), at("hub.run", "b", 1), at("bubbletea", "b", 2))
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestTextColour: colours change nothing but the colour.
func TestTextColour(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("hub.go", []byte("package a\n\n\tx()\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	plain := render(t, func(w *strings.Builder) Printer { return Text{W: w, Source: true} }, hub)
	coloured := render(t, func(w *strings.Builder) Printer { return Text{W: w, Source: true, Colour: true} }, hub)
	if got := regexp.MustCompile(`\x1b\[\d*m`).ReplaceAllString(coloured, ""); got != plain || coloured == plain {
		t.Errorf("with colours\n%q, without\n%q", coloured, plain)
	}
}

// Where //line gives no column there is none to print.
func TestNoColumn(t *testing.T) {
	mapped := Finding{
		Rule: "r", Message: "m", File: "expr.y", Line: 7, End: Place{Line: 7}, Source: Source{"expr.go", 99},
		Related: []Related{{File: "expr.y", Line: 2, Message: "here"}},
	}
	want := "expr.y:7: m (r)\n\texpr.y:2: here\n"
	if got := render(t, func(w *strings.Builder) Printer { return Text{W: w, Source: true} }, mapped); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	want = `{"version":1,"kind":"finding","rule":"r","message":"m","file":"expr.y","line":7,"end":{"line":7},"related":[{"file":"expr.y","line":2,"message":"here"}]}` + "\n"
	if got := render(t, func(w *strings.Builder) Printer { return JSON{W: w} }, mapped); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Two findings at one place are two if they are not at one place in what was read.
func TestSortKeepsMapped(t *testing.T) {
	at := func(offset int) Finding {
		return Finding{Rule: "r", Message: "m", File: "expr.y", Line: 7, Source: Source{"expr.go", offset}}
	}
	if got, want := Sort([]Finding{at(9), at(5), at(9)}), []Finding{at(5), at(9)}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestJSON(t *testing.T) {
	report := Report{
		Findings: []Finding{
			hub,
			{
				Rule: "loopowner", Class: "write", Tier: "likely", Weight: "felt", Heft: 4, Message: "no more", File: "a.go", Line: 1, Col: 1,
				Loop: "Hub.run", Package: "example.com/a", Function: "Hub.Close", Fingerprint: "3f2a",
			},
		},
		Failures: []Failure{
			{Package: "example.com/b", File: "b.go", Line: 3, Col: 8, Message: "undefined: x", More: 2},
			{Message: "no go.mod"},
		},
		Skipped: []string{"example.com/c"},
	}
	want := `{"version":1,"kind":"finding","rule":"loopblock","category":"loopblock/sleep","message":"time.Sleep <-blocks run","file":"hub.go","line":3,"col":2,"end":{"line":3,"col":15},"related":[{"file":"hub.go","line":1,"col":1,"message":"run serves its channels"},{"file":"new.go","line":7,"col":3,"message":"started here"}],"url":"https://example.com/loopblock"}
{"version":1,"kind":"finding","rule":"loopowner","class":"write","tier":"likely","weight":"felt","message":"no more","file":"a.go","line":1,"col":1,"loop":"Hub.run","package":"example.com/a","function":"Hub.Close","fingerprint":"3f2a"}
{"version":1,"kind":"failure","package":"example.com/b","file":"b.go","line":3,"col":8,"message":"undefined: x","more":2}
{"version":1,"kind":"failure","message":"no go.mod"}
{"version":1,"kind":"skipped","package":"example.com/c"}
`
	var b strings.Builder
	if err := (JSON{W: &b}).Print(report); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func render(t *testing.T, printer func(w *strings.Builder) Printer, findings ...Finding) string {
	t.Helper()
	var b strings.Builder
	if err := printer(&b).Print(Report{Findings: findings}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var errFull = errors.New("disk full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteError(t *testing.T) {
	for _, p := range []Printer{Text{W: full{}}, JSON{W: full{}}, GitHub{W: full{}}, SARIF{W: full{}}} {
		if err := p.Print(Report{Findings: []Finding{hub}}); !errors.Is(err, errFull) {
			t.Errorf("%T: error %v, want %v", p, err, errFull)
		}
	}
}

func TestSort(t *testing.T) {
	at := func(file string, line, col int, rule, message string, related ...Related) Finding {
		return Finding{File: file, Line: line, Col: col, Rule: rule, Message: message, Related: related}
	}
	near, far := Related{"z.go", 1, 1, "near"}, Related{"z.go", 2, 1, "far"}
	want := []Finding{
		at("a.go", 1, 2, "r", "m"),
		at("a.go", 2, 1, "r", "m"),
		at("a.go", 2, 1, "r", "n"),
		at("a.go", 2, 1, "s", "m", near),
		at("a.go", 10, 1, "r", "m"),
		at("b.go", 1, 1, "r", "m", near),
	}
	again := []Finding{
		at("a.go", 1, 2, "r", "m"),
		at("a.go", 2, 1, "s", "m", near, far),
		at("b.go", 1, 1, "r", "m", far),
	}
	shuffled := append(again, want...)
	for range 20 {
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := Sort(shuffled); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %v\nwant %v", got, want)
		}
	}
}
