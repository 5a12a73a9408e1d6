package program_test

import (
	"go/types"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestIsFunc asks of each call in a program which of a few names its callee has.
func TestIsFunc(t *testing.T) {
	p := ruletest.Result[*program.Package](t, ruletest.Load(t, `
-- a/a.go --
package a

import (
	"sync"
	"time"
)

type Ticker struct{ time.Ticker }

func (Ticker) Stop() {}

func Stop() {}

type box[T any] struct{ v T }

func (b *box[T]) Wait() {}

func use(t *time.Ticker, own Ticker, wg *sync.WaitGroup, l sync.Locker, b *box[int], f func()) {
	t.Stop()
	own.Stop()
	own.Ticker.Stop()
	own.Reset(1)
	Stop()
	wg.Wait()
	l.Lock()
	b.Wait()
	f()
	time.After(1)
}
`), program.Analyzer)
	names := []struct{ path, name string }{
		{"time", "Ticker.Stop"}, {"time", "Stop"}, {"a", "Ticker.Stop"}, {"a", "Stop"}, {"time", "Ticker.Reset"},
		{"sync", "WaitGroup.Wait"}, {"sync", "Wait"}, {"sync", "Locker.Lock"}, {"a", "box.Wait"}, {"time", "After"}, {"time", "er"},
	}
	var got []string
	for _, f := range p.Funcs {
		for _, call := range f.Calls {
			got = append(got, is(call.Callee, names))
		}
	}
	want := []string{
		"time.Ticker.Stop ", "a.Ticker.Stop ", "time.Ticker.Stop ", "time.Ticker.Reset ", "a.Stop ",
		"sync.WaitGroup.Wait ", "sync.Locker.Lock ", "a.box.Wait ", "", "time.After ",
	}
	ruletest.Equal(t, strings.Join(got, "\n"), strings.Join(want, "\n"))
}

func is(fn *types.Func, names []struct{ path, name string }) string {
	found := ""
	for _, n := range names {
		if program.IsFunc(fn, n.path, n.name) {
			found += n.path + "." + n.name + " "
		}
	}
	return found
}
