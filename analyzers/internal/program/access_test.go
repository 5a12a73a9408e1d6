package program_test

import (
	"fmt"
	"go/types"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

var accessKinds = map[program.AccessKind]string{
	program.Read: "read", program.Written: "written", program.Element: "element",
	program.Address: "address", program.Method: "method",
}

func TestAccesses(t *testing.T) {
	const src = `package a
import "strings"
type inner struct{ n int }
type box struct {
	n     int
	p     *int
	by    map[string]int
	rows  [][]int
	inner inner
	f     func()
}
func (b *box) save() {}
func native(b *box)
func clear(int) {}
func use(b *box, n int) (int, error) {
	_ = b.n
	b.n = n
	b.n += n
	b.n++
	*b.p = n
	b.by["x"] = n
	b.by["x"]++
	b.rows[0][1] = n
	b.inner.n = n
	_ = &b.inner
	delete(b.by, "x")
	(b.n), _ = use(b, n)
	clear(b.n)
	b.save()
	g := b.save
	b.f()
	strings.ToUpper("x")
	func() { b.n = 1 }()
	_ = box{n: n}
	_ = g
	return b.inner.n, nil
}
`
	var b strings.Builder
	p := graphOf(t, src)
	for _, f := range p.Funcs {
		for _, a := range p.Accesses(f) {
			fmt.Fprintf(&b, "%s: %s %s", a.In.Name(), types.ExprString(a.Sel), accessKinds[a.Kind])
			if a.Value != nil {
				b.WriteString(" = " + types.ExprString(a.Value))
			}
			b.WriteByte('\n')
		}
	}
	ruletest.Equal(t, b.String(), `
		use: b.n read
		use: b.n written = n
		use: b.n written
		use: b.n written
		use: b.p written = n
		use: b.by element = n
		use: b.by element
		use: b.rows written = n
		use: b.inner.n written = n
		use: b.inner written = n
		use: b.inner address
		use: b.by written
		use: b.n written
		use: b.n read
		use: b.save method
		use: b.save method
		use: b.f read
		use: b.inner.n read
		use: b.inner read
		the function in use: b.n written = 1`)
}

var syncKinds = map[program.SyncKind]string{
	program.Lock: "lock", program.RLock: "rlock", program.Unlock: "unlock", program.RUnlock: "runlock",
	program.Do: "do", program.Add: "add", program.Done: "done", program.Wait: "wait",
}

func TestSyncs(t *testing.T) {
	const src = `package a
import "sync"
type box struct {
	sync.RWMutex
	mu   sync.Mutex
	once sync.Once
}
type mine struct{}
func (mine) Lock() {}
func run(b *box, group *sync.WaitGroup, m mine, l sync.Locker) {
	b.RLock()
	defer b.RUnlock()
	b.mu.Lock()
	b.mu.Unlock()
	b.once.Do(func() { b.mu.Lock() })
	group.Add(1)
	go group.Done()
	group.Wait()
	sync.NewCond(l).Wait()
	m.Lock()
	l.Lock()
	b.mu.TryLock()
	sync.OnceFunc(nil)
}
`
	var b strings.Builder
	p := graphOf(t, src)
	for _, f := range p.Funcs {
		for _, s := range p.Syncs(f) {
			name := "nothing named"
			if s.Var != nil {
				name = s.Var.Name()
			}
			fmt.Fprintf(&b, "%s: %s on %s, %s\n", f.Name(), syncKinds[s.Kind], types.ExprString(s.On), name)
		}
	}
	ruletest.Equal(t, b.String(), `
		run: rlock on b, b
		run: runlock on b, b
		run: lock on b.mu, mu
		run: unlock on b.mu, mu
		run: do on b.once, once
		run: add on group, group
		run: done on group, group
		run: wait on group, group
		run: wait on sync.NewCond(l), nothing named
		run: lock on l, l
		the function in run: lock on b.mu, mu`)
}

// TestParts: what becomes of a part of a struct becomes of the field that holds
// it, however deep, and of nothing behind a pointer.
func TestParts(t *testing.T) {
	const src = `package a
type view struct{ width int; lines []string }
func (v *view) set() {}
func (v view) show() {}
type tab struct{ view view }
type box struct {
	view  view
	tab   tab
	far   *view
	tabs  []tab
	three [3]tab
	tab2
	*tab3
}
type tab2 struct{ two int }
func (t *tab2) set2() {}
type tab3 struct{ three3 int }
func use(b *box) {
	b.view.width = 1
	b.view.lines[0] = ""
	b.view.set()
	b.view.show()
	b.tab.view.width = 1
	b.tab.view.set()
	b.far.width = 1
	b.far.set()
	b.tabs[0].view.set()
	b.tabs[0].view.width = 1
	b.three[0].view.width = 1
	b.two = 1
	b.set2()
	b.three3 = 1
	_ = b.view.width
	_ = &b.view.width
}
`
	var b strings.Builder
	p := graphOf(t, src)
	for _, f := range p.Funcs {
		for _, a := range p.Accesses(f) {
			if a.Field == nil {
				continue
			}
			fmt.Fprintf(&b, "%s %s", types.ExprString(a.Sel), accessKinds[a.Kind])
			if a.Embedded {
				b.WriteString(", embedded in it " + a.Field.Name())
			}
			if a.Use != nil {
				b.WriteString(" for " + types.ExprString(a.Use))
			}
			if a.Part != nil {
				b.WriteString(", part " + a.Part.Name())
			}
			if a.Through != nil {
				b.WriteString(", through " + a.Through.Name())
			}
			b.WriteByte('\n')
		}
	}
	ruletest.Equal(t, b.String(), `
		b.view.width written
		b.view written for b.view.width, part width
		b.view.lines element
		b.view element for b.view.lines, part lines
		b.view read for b.view.set, through set
		b.view read for b.view.show
		b.tab.view.width written
		b.tab.view written for b.tab.view.width, part width
		b.tab written for b.tab.view.width, part view
		b.tab.view read for b.tab.view.set, through set
		b.tab read for b.tab.view.set, part view, through set
		b.far.width written
		b.far read
		b.far read
		b.tabs[0].view read for b.tabs[0].view.set, through set
		b.tabs read for b.tabs[0].view.set, part view, through set
		b.tabs[0].view.width written
		b.tabs[0].view written for b.tabs[0].view.width, part width
		b.tabs element for b.tabs[0].view.width, part view
		b.three[0].view.width written
		b.three[0].view written for b.three[0].view.width, part width
		b.three written for b.three[0].view.width, part view
		b.two written
		b.two written, embedded in it tab2 for b.two, part two
		b.set2 read, embedded in it tab2 for b.set2, through set2
		b.three3 written
		b.three3 read, embedded in it tab3
		b.view.width read
		b.view read for b.view.width, part width
		b.view.width address
		b.view address for b.view.width, part width`)
}
