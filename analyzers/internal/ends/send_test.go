package ends

import "testing"

// TestSends: how good the evidence is that a loop has returned before a send.
func TestSends(t *testing.T) {
	const header = `package a; import ("context"; "sync"; "io"); var _ sync.Mutex; var _ io.Writer; var _ context.Context` + "\n"
	const loop = `type loop struct { in chan int; quit chan struct{}; wg sync.WaitGroup }
		func start() *loop { l := &loop{in: make(chan int), quit: make(chan struct{})}; go l.run(); return l }
		`
	const run = `func (l *loop) run() { for { select { case n := <-l.in: println(n); case <-l.quit: return } } }
		`
	const fails = `func (l *loop) run() { for { select { case n := <-l.in: if n < 0 { return }; case <-l.quit: return } } }
		`
	strand(t, header, []row{
		{"ended from outside", loop + fails + `
			func (l *loop) Close() { close(l.quit) }
			func (l *loop) Post(n int) { l.in <- n }`, "7: send, loop.run at 4"},
		{"ended from outside, and only so", loop + run + `
			func (l *loop) Close() { close(l.quit) }
			func (l *loop) Post(n int) { l.in <- n }`, "7: send, loop.run at 4 (strict)"},
		{"where nobody says so", loop + run + `
			func (l *loop) close() { close(l.quit) }
			func (l *loop) Post(n int) { l.in <- n }`, "7: send, loop.run at 4 (strict)"},
		{"another send knows", loop + run + `
			func (l *loop) close() { close(l.quit) }
			func (l *loop) try(n int) { select { case l.in <- n: case <-l.quit: } }
			func (l *loop) post(n int) { l.in <- n }`, "8: send, loop.run at 4"},
		{"a select", loop + run + `
			func (l *loop) Close() { close(l.quit) }
			func (l *loop) Try(n int) { select { case l.in <- n: case <-l.quit: } }`, ""},
		{"drained", loop + `
			func (l *loop) run() { for { select { case n := <-l.in: println(n); case <-l.quit: for range l.in {}; return } } }
			func (l *loop) Close() { close(l.quit) }
			func (l *loop) Post(n int) { l.in <- n }`, ""},
		{"when its inbox is closed", loop + `
			func (l *loop) run() { for { select { case n, ok := <-l.in: if !ok { return }; println(n); case <-l.quit: } } }
			func (l *loop) Close() { close(l.in) }
			func (l *loop) Post(n int) { l.in <- n }`, ""},
		{"when its inbox is closed, or told", loop + `
			func (l *loop) run() { for { select { case n, ok := <-l.in: if !ok { return }; println(n); case <-l.quit: return } } }
			func (l *loop) Close() { close(l.quit) }
			func (l *loop) Post(n int) { l.in <- n }`, "7: send, loop.run at 5 (strict)"},
		{"when its inbox is closed, or empty", loop + `
			func (l *loop) run() { for { select { case n, ok := <-l.in: if !ok || n == 0 { return }; case <-l.quit: return } } }
			func (l *loop) Close() { close(l.quit) }
			func (l *loop) Post(n int) { l.in <- n }`, "7: send, loop.run at 5"},
		{"waited for before", loop + run + `
			func (l *loop) Close() { l.wg.Wait(); close(l.quit) }
			func (l *loop) Start(n int) { l.wg.Add(1); go l.post(n) }
			func (l *loop) post(n int) { defer l.wg.Done(); l.in <- n }`, ""},
		{"once, with room", `type loop struct { in chan int; quit chan struct{} }
			func start() *loop { l := &loop{make(chan int, 1), make(chan struct{})}; go l.run(); go l.post(); return l }
			` + run + `
			func (l *loop) Close() { close(l.quit) }
			func (l *loop) post() { l.in <- 1 }`, ""},
		{"left when both others have ended", `type loop struct { in chan int; inQuit, outQuit chan struct{} }
			func start() *loop { l := &loop{make(chan int), make(chan struct{}), make(chan struct{})}; go l.run(); go l.read(); go l.write(); return l }
			func (l *loop) run() { over := false; for { select { case n := <-l.in: println(n); case <-l.inQuit: if over { return }; over = true; case <-l.outQuit: if over { return }; over = true } } }
			func (l *loop) read() { for i := range 9 { l.in <- i }; close(l.inQuit) }
			func (l *loop) write() { for i := range 9 { l.in <- i }; close(l.outQuit) }`, ""},
		{"with room for some", `type loop struct { in chan int; quit chan struct{} }
			func start() *loop { l := &loop{make(chan int, 64), make(chan struct{})}; go l.run(); return l }
			` + fails + `
			func (l *loop) Close() { close(l.quit) }
			func (l *loop) Post(n int) { l.in <- n }`, "7: send, loop.run at 4, room for 64"},
		{"after an error, which it says", `type loop struct { in chan []byte; done chan struct{}; w io.Writer }
			func start(w io.Writer) *loop { l := &loop{make(chan []byte), make(chan struct{}), w}; go l.run(); return l }
			func (l *loop) run() { defer close(l.done); for b := range l.in { if _, err := l.w.Write(b); err != nil {
				return } } }
			func (l *loop) Post(b []byte) { l.in <- b }`, "6: send, loop.run at 5"},
		{"with its caller's context", `type loop struct { in chan int }
			func start() *loop { return &loop{make(chan int)} }
			func (l *loop) Run(ctx context.Context) { for { select { case n := <-l.in: if n < 0 { return }; case <-ctx.Done(): return } } }
			func (l *loop) Start() { go l.post() }
			func (l *loop) post() { l.in <- 1 }
			func Serve(ctx context.Context) { l := start(); go func() { l.Run(ctx) }() }`, "6: send, loop.Run at 4"},
		{"never", loop + `
			func (l *loop) run() { for { select { case n := <-l.in: println(n); case <-l.quit: } } }
			func (l *loop) Close() { close(l.quit) }
			func (l *loop) Post(n int) { l.in <- n }`, "5: endless, loop.Close at 3 (likely)"},
	})
}
