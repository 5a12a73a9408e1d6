package ends

import "testing"

// TestOtherSides: nobody is there yet, nobody is there any more, or nobody ever was.
func TestOtherSides(t *testing.T) {
	const header = `package a; import ("context"; "sync"; "time"); var _ = time.Second; var _ sync.Mutex; var _ context.Context` + "\n"
	strand(t, header, []row{
		{"before anybody knows", `
			func f(bad bool) chan int { c := make(chan int)
				if bad { c <- 1 }
				go func() { <-c }()
				return c }`, "4: early"},
		{"after somebody knows", `
			func f(bad bool) chan int { c := make(chan int)
				go func() { <-c }()
				if bad { c <- 1 }
				return c }`, ""},
		{"dropped", `
			func f(g func() int) chan int { c := make(chan int)
				go func() { c <- g() }()
				return c }
			func h() { f(nil) }`, "4: dropped, h at 6"},
		{"left by who is returned it", `
			func f(g func() int) chan int { c := make(chan int)
				go func() { c <- g() }()
				return c }
			func h() int { c := f(nil)
				select { case n := <-c: return n
				case <-time.After(1): return 0 } }`, "4: left, h at 8"},
		{"received", `
			func f(g func() int) chan int { c := make(chan int)
				go func() { c <- g() }()
				return c }
			func h() int { return <-f(nil) }`, ""},
		{"the caller gives up", `
			type ask struct { reply chan int }
			func serve(in chan ask) { for a := range in { a.reply <- 1 } }
			func h(in chan ask) int { reply := make(chan int); in <- ask{reply}
				select { case n := <-reply: return n
				case <-time.After(1): return 0 } }`, "4: left, h at 7 (likely)"},
		{"nobody signals", `
			type gate struct { c *sync.Cond; open bool }
			func (g *gate) pass() { for !g.open {
				g.c.Wait() } }`, "5: asleep (likely)"},
		{"somebody may signal", `
			type gate struct { c *sync.Cond; open bool }
			func (g *gate) pass() { for !g.open { g.c.Wait() } }
			func (g *gate) lend(f func(*sync.Cond)) { f(g.c) }`, ""},
		{"nobody cancels", `
			type rows struct { cancel context.CancelFunc }
			func (r *rows) start(ctx context.Context) { ctx, r.cancel = context.WithCancel(ctx); go r.wait(ctx) }
			func (r *rows) wait(ctx context.Context) {
				<-ctx.Done() }`, "6: uncalled (likely)"},
		{"somebody cancels", `
			type rows struct { cancel context.CancelFunc }
			func (r *rows) start(ctx context.Context) { ctx, r.cancel = context.WithCancel(ctx); go r.wait(ctx) }
			func (r *rows) wait(ctx context.Context) { <-ctx.Done() }
			func (r *rows) close() { r.cancel() }`, ""},
	})
}
