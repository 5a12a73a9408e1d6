package output

import (
	"os"
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("hub.go", []byte("package hub\n\nfunc f(n <-chan int) { <-n }\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	r := toldReport()
	r.Findings[1].Message = "<script>50%</script>"
	var b strings.Builder
	if err := (HTML{W: &b, Version: "v1"}).Print(r); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"loopcheck found 1 loopblock, 1 loopowner",
		"<h2>run: 1</h2>",
		`<details class="error" open>`,
		"time.Sleep &lt;-blocks run <code>hub.go:3:2 loopblock</code>",
		`<span class="here"><i>    3</i>  func f(n &lt;-chan int) { &lt;-n }</span>`,
		"<li>started here <code>new.go:7:3</code></li>",
		"&lt;script&gt;50%&lt;/script&gt;",
		"<h2>Silenced by directives: 1</h2>",
		"<p>Silenced: a test</p>",
		"<code>p.go:3:8</code> p: undefined: x (and 2 more); run go mod tidy",
		"q: a package that it imports failed",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "<script") || strings.Contains(b.String(), "src=") {
		t.Error("the page runs or loads something")
	}
}

func TestHTMLEmpty(t *testing.T) {
	var b strings.Builder
	if err := (HTML{W: &b}).Print(Report{Coverage: &Coverage{Packages: 2}}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "loopcheck found nothing") || !strings.Contains(b.String(), "no loop in 2 packages") {
		t.Errorf("got\n%s", b.String())
	}
}
