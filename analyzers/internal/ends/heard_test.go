package ends

import "testing"

// TestHeard: what counts as taking results, and what does not.
func TestHeard(t *testing.T) {
	const header = `package a; import ("context"; "sync"; "time"); var _ sync.WaitGroup; var _ = time.Second; var _ context.Context` + "\n"
	strand(t, header, []row{
		{"each round of a loop", `func get(fs []func() int) { c := make(chan int)
			for _, f := range fs { go func() { c <- f() }() }
			for range fs { println(<-c) } }`, ""},
		{"not those of a return", `func get(fs []func() error) error { c := make(chan error)
			for _, f := range fs { go func() { c <- f() }() }
			for range fs { if err := <-c; err != nil { return err } }
			return nil }`, "3: left, get at 4 (likely)"},
		{"a range", `func get(f func() int) { c := make(chan int)
			go func() { defer close(c); for f() > 0 { c <- f() } }()
			for n := range c { println(n) } }`, ""},
		{"not that of a loop that may end before", `func get(ctx context.Context, f func() int) { c := make(chan int)
			go func() { for { c <- f() } }()
			for { select { case n := <-c: println(n)
			case <-ctx.Done(): return } } }`, "3: left, get at 5 (likely)"},
		{"nor where the range leaves when told", `func get(ctx context.Context, f func() int) { c := make(chan int)
			go func() { for { c <- f() } }()
			for n := range c { println(n)
				select { case <-ctx.Done(): return
				default: } } }`, "3: left, get at 5 (likely)"},
		{"a group", `func get(f func() int) int { c := make(chan int); var wg sync.WaitGroup; wg.Add(1)
			go func() { defer wg.Done(); c <- f() }()
			if f() > 0 { wg.Wait(); return 0 }
			return <-c }`, ""},
		{"what it does last", `func get(f func() int) { c, done := make(chan int), make(chan bool)
			go func() { defer close(done); if f() > 0 { c <- f() } }()
			select { case n := <-c: println(n); case <-done: } }`, ""},
		{"not what it does first", `func get(f func() int) { c, begun := make(chan int), make(chan bool)
			go func() { close(begun); c <- f() }()
			select { case n := <-c: println(n)
			case <-begun: } }`, "3: left, get at 5"},
		{"a function that receives", `func get(f func() int) { c := make(chan int)
			go func() { c <- f() }()
			show(c) }
			func show(c chan int) { println(<-c) }`, ""},
		{"a function that sends", `func get(f func() int) { c := make(chan int)
			go send(c, f)
			if f() > 0 { return }
			<-c }
			func send(c chan int, f func() int) { c <- f() }`, "6: left, get at 4"},
		{"a deferred send", `func get(f func() int) { c := make(chan int)
			go func() { defer func() { c <- 1 }(); f() }()
			if f() > 0 { return }
			<-c }`, "3: left, get at 4"},
		{"a goroutine under the same condition", `func get(f func() int, late bool) { c := make(chan int)
			if late { go func() { c <- f() }() }
			if f() > 0 && late { <-c } }`, ""},
		{"who tells the goroutine", `func get(f func() int) { c, quit := make(chan int), make(chan bool)
			go func() { select { case <-quit: return; default: }; c <- f() }()
			defer close(quit)
			if f() > 0 { return }
			<-c }`, "3: left, get at 5 (strict)"},
		{"a labeled way out", `func get(f func() int) { c := make(chan int)
			go func() { for { c <- f() } }()
			out: for { select { case n := <-c: println(n); continue out
			case <-time.After(1): break out } } }`, "3: left, get at 5 (likely)"},
		{"a program's end", `func get(f func() int) int { c := make(chan int)
			go func() { c <- f() }()
			if f() > 0 { panic("no") }
			return <-c }`, ""},
	})
}
