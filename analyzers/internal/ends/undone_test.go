package ends

import "testing"

// TestUndone: whom a group counts can return without its Done.
func TestUndone(t *testing.T) {
	const header = `package a; import ("sync"; "errors"); var errNo = errors.New(""); func ok(int) bool { return false }; type pool struct { wg sync.WaitGroup }; var _ = errNo` + "\n"
	strand(t, header, []row{
		{"an early return", `
			func f(n int) { var wg sync.WaitGroup; wg.Add(1)
				go func() { if !ok(n) {
						return }
					wg.Done() }()
				wg.Wait() }`, "7: undone, the function in f at 5 (likely)"},
		{"in each round", `
			func f(all []int) { var wg sync.WaitGroup
				for _, n := range all { wg.Add(1); go func() { if ok(n) { wg.Done(); return }
					if ok(-n) {
						return }
					wg.Done() }() }
				wg.Wait() }`, "8: undone, the function in f at 6 (likely)"},
		{"a method, and the object's group", `
			func (p *pool) start(n int) { p.wg.Add(1); go p.run(n) }
			func (p *pool) run(n int) { if !ok(n) {
					return }
				p.wg.Done() }
			func (p *pool) Close() { p.wg.Wait() }`, "7: undone, pool.run at 5 (likely)"},
		{"a parameter", `
			func f(n int) { var wg sync.WaitGroup; wg.Add(1)
				go run(n, &wg)
				wg.Wait() }
			func run(n int, group *sync.WaitGroup) { if !ok(n) {
					return }
				group.Done() }`, "5: undone, run at 7 (likely)"},
		{"on every way", `
			func f(n int) { var wg sync.WaitGroup; wg.Add(1)
				go func() { if !ok(n) { wg.Done(); return }
					wg.Done() }()
				wg.Wait() }`, ""},
		{"it panics", `
			func f(n int) { var wg sync.WaitGroup; wg.Add(1)
				go func() { if !ok(n) { panic(n) }
					wg.Done() }()
				wg.Wait() }`, ""},
		{"deferred", `
			func f(n int) { var wg sync.WaitGroup; wg.Add(1)
				go func() { defer wg.Done(); if !ok(n) { return }; println() }()
				wg.Wait() }`, ""},
		{"deferred in a literal", `
			func f(n int) { var wg sync.WaitGroup; wg.Add(1)
				go func() { defer func() { wg.Done() }(); if !ok(n) { return }; println() }()
				wg.Wait() }`, ""},
		{"another one does it then", `
			func (p *pool) start(n int) { p.wg.Add(1); go p.run(n) }
			func (p *pool) run(n int) { if !ok(n) { go p.fail(); return }
				p.wg.Done() }
			func (p *pool) fail() { p.wg.Done() }
			func (p *pool) Close() { p.wg.Wait() }`, ""},
		{"it is handed on", `
			func f(n int) { var wg sync.WaitGroup; wg.Add(1)
				go func() { if !ok(n) { later(&wg); return }
					wg.Done() }()
				wg.Wait() }
			func later(wg *sync.WaitGroup) { go func() { wg.Done() }() }`, ""},
		{"it is not counted", `
			func f(n int) { var wg sync.WaitGroup
				go func() { if !ok(n) { return }
					wg.Add(1); println(); wg.Done() }()
				wg.Wait() }`, ""},
		{"others call it too", `
			func (p *pool) start(n int) { p.wg.Add(1); go p.run(n) }
			func (p *pool) again(n int) { p.run(n) }
			func (p *pool) run(n int) { if !ok(n) { return }
				p.wg.Done() }
			func (p *pool) Close() { p.wg.Wait() }`, ""},
		{"nobody waits", `
			func (p *pool) start(n int) { p.wg.Add(1); go p.run(n) }
			func (p *pool) run(n int) { if !ok(n) { return }
				p.wg.Done() }`, ""},
	})
}
