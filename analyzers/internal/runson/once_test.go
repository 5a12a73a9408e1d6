package runson

import (
	"strings"
	"testing"
)

// TestOnce: what a process does once, at its start and at its end.
func TestOnce(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package main

import "sync"

func main() {
	once1()
	go once2()
	defer func() { once3() }()
	var wg sync.WaitGroup
	wg.Go(once4)
	for i := range 3 {
		each1()
		if i == len(hooks) { once5() }
	}

	use(each2)
	register(each3)
	hooks = append(hooks, each4)
	each6()
	wg.Wait()
}

func once1() {}
func once2() { once6() }
func once3() {}
func once4() {}
func once5() {}
func once6() { once7() }
func once7() {}
func each1() { each5() }
func each2() {}
func each3() {}
func each4() {}
func each5() {}
func each6() { each6() }



var hooks []func()

type command struct{}

func (command) Execute(args []string) error { once8(); return nil }
func (command) Run(args []string) int { return 0 }
func Execute(args []string) error { each7(); return nil }
func once8() {}
func each7() {}

func use(f func())
func register(f func()) { for { f() } }
`
	r := resultOf(t, src)
	for _, f := range r.Program.Funcs {
		name := f.Name()
		if want := strings.HasPrefix(name, "once"); (want || strings.HasPrefix(name, "each")) && r.Once(f) != want {
			t.Errorf("%s runs once: %v", name, r.Once(f))
		}
	}
}
