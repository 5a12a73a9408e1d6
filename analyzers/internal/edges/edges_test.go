package edges_test

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/placement"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

var how = map[edges.How]string{
	edges.InPlace: "in place", edges.Deferred: "deferred", edges.Joined: "joined",
	edges.Once: "once", edges.Forwarded: "forwarded", edges.Spawned: "spawned",
}

// listed writes each edge: "run -> hub.serve: in place, same", in source order of From.
var listed = &analysis.Analyzer{
	Name:       "listed",
	Doc:        "list edges, for a test",
	Requires:   []*analysis.Analyzer{program.Analyzer, book.Analyzer},
	ResultType: reflect.TypeFor[string](),
	Run: func(pass *analysis.Pass) (any, error) {
		prog := pass.ResultOf[program.Analyzer].(*program.Package)
		b := pass.ResultOf[book.Analyzer].(*book.Book)
		all := edges.New(prog, b, placement.New(pass, prog, b), pass.TypesInfo)
		funcs := slices.SortedFunc(slices.Values(prog.Funcs), func(f, g *program.Func) int {
			return cmp.Compare(f.Node().Pos(), g.Node().Pos())
		})
		var text strings.Builder
		for _, f := range funcs {
			for _, e := range all.Out(f) {
				fmt.Fprintf(&text, "%s -> %s: %s", e.From.Name(), e.To.Name(), how[e.How])
				for _, flag := range []struct {
					is   bool
					word string
				}{{e.Handed, "handed"}, {e.Dynamic, "one of several"}, {e.Same, "same"}} {
					if flag.is {
						text.WriteString(", " + flag.word)
					}
				}
				text.WriteString("\n")
			}
		}
		return text.String(), nil
	},
}

func TestEdges(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"calls", `
			type hub struct{}
			func (h *hub) serve() { h.step(); go h.step(); defer h.step() }
			func (h *hub) step()  {}
			func run(h *hub)      { h.serve() }`, `
			hub.serve -> hub.step: in place, same
			hub.serve -> hub.step: spawned, same
			hub.serve -> hub.step: deferred, same
			run -> hub.serve: in place`},
		{"a goroutine that is waited for", `
			func run() int {
				c := make(chan int)
				go func() { c <- 1 }()
				return <-c
			}`, `
			run -> the function in run: joined, same`},
		{"what is handed to somebody who runs it", `
			import ("slices"; "sync")
			var once sync.Once
			func less(a, b int) int { return a - b }
			func run(x []int) {
				slices.SortFunc(x, less)
				once.Do(func() {})
				each(func() {})
				later(func() {})
			}
			func each(f func())  { f() }
			func later(f func()) { go f() }`, `
			run -> each: in place
			run -> later: in place
			run -> less: in place, handed
			run -> the function in run: once, handed, same
			run -> the function in run: in place, handed, same`},
		{"one of several", `
			type runner interface{ run() }
			type one struct{}
			func (one) run() {}
			type two struct{}
			func (two) run() {}
			func start(r runner) { r.run() }`, `
			start -> one.run: in place, one of several
			start -> two.run: in place, one of several`},
		{"a logger calls its handler", `
			import ("context"; "log"; "log/slog"; "io")
			type handler struct{ slog.Handler }
			func (h handler) Handle(context.Context, slog.Record) error { return nil }
			type sink struct{}
			func (*sink) Write(p []byte) (int, error) { return 0, nil }
			func set(w io.Writer) { slog.New(handler{}); log.SetOutput(&sink{}); log.SetOutput(w) }
			func use(l *slog.Logger) { l.Info("x"); go slog.Error("x"); log.Printf("x"); l.With("x") }`, `
			use -> handler.Handle: forwarded, one of several
			use -> handler.Handle: spawned, one of several
			use -> sink.Write: forwarded, one of several`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, ruletest.Result[string](t, ruletest.Load(t, "package a\n"+test.src), listed), test.want)
		})
	}
}
