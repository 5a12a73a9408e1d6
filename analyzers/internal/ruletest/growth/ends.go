package main

// ends are shapes of waits whose other side may be gone.
var ends = []shape{
	{"results, each left", usual, func(n int) string {
		return above(each(n, "f$i()\n"), each(n, "func f$i() {\nc := make(chan int)\ngo func() { c <- 1 }()\nselect {\ncase <-c:\ncase <-time.After(time.Second):\n}\n}\n"))
	}},
	{"results in one function, each left", usual, func(n int) string {
		return above(each(n, "c$i := make(chan int)\ngo func() { c$i <- 1 }()\nselect {\ncase <-c$i:\ncase <-time.After(time.Second): return\n}\n"), "")
	}},
	{"results of one channel, left on each way", usual, func(n int) string {
		return above("c := make(chan int)\n"+each(n, "go func() { c <- $i }()\nif v == $i { return }\n")+each(n, "<-c\n"), "")
	}},
	{"results passed down", usual, func(n int) string {
		return above("c := make(chan int)\ngo f0(c)\nif v > 0 { return }\n<-c\n", each(n, "func f$i(c chan int) { f$j(c) }\n")+fill("func f$i(c chan int) { c <- 1 }\n", n))
	}},
	{"results passed to functions", usual, func(n int) string {
		return above(each(n, "c$i := make(chan int)\ngo f(c$i)\nif v == $i { return }\n<-c$i\n"), "func f(c chan int) { c <- 1 }\n")
	}},
	{"results in literals in literals", medium, func(n int) string {
		return above(each(n, "func() {\nc$i := make(chan int)\ngo func() { c$i <- 1 }()\nif v == $i { return }\n<-c$i\n")+each(n, "}()\n"), "")
	}},
	{"returns before a result", usual, func(n int) string {
		return above("c := make(chan int)\ngo func() { c <- 1 }()\n"+each(n, "if v == $i { return }\n")+"<-c\n", "")
	}},
	{"tickers that are stopped", usual, func(n int) string {
		return above(each(n, "t$i := time.NewTicker(time.Second)\ngo func() { for range t$i.C { v++ } }()\nt$i.Stop()\n"), "")
	}},
	{"stops of one ticker", usual, func(n int) string {
		return above("t := time.NewTicker(time.Second)\n"+each(n, "go func() { for range t.C { v++ } }()\nt.Stop()\n"), "")
	}},
	{"senders to a loop that can end", usual, func(n int) string {
		return ending(each(n, "func (l *loop) Post$i(v int) { l.in <- v }\n"))
	}},
	{"senders by other names of an inbox", usual, func(n int) string {
		return ending(each(n, "func (l *loop) Post$i(v int) { in := l.in; in <- v }\nfunc (l *loop) Give$i(v int) { give$i(l.in, v) }\nfunc give$i(in chan int, v int) { in <- v }\n"))
	}},
	{"other names of an inbox, each of the one before", usual, func(n int) string {
		return ending("func (l *loop) Post(v int) {\nc0 := l.in\n" + each(n, "c$j := c$i\nc$j <- v\n") + "}\n")
	}},
	{"goroutines of one group, each of which forgets it", usual, func(n int) string {
		return above("var wg sync.WaitGroup\n"+each(n, "wg.Add(1)\ngo func() { if v == $i { return }; wg.Done() }()\n")+"wg.Wait()\n", "")
	}},
	{"ways on which a goroutine forgets its group", usual, func(n int) string {
		return above("var wg sync.WaitGroup\nwg.Add(1)\ngo func() {\n"+each(n, "if v == $i { wg.Done(); return }\nif v == -$i { return }\n")+"}()\nwg.Wait()\n", "")
	}},
	{"objects that one function forgets", usual, func(n int) string {
		return forgotten("func dial() error {\n" + each(n, "c$i := made()\nif err := shake(); err != nil { return err }\nc$i.Close()\n") + "return nil\n}\n")
	}},
	{"uses of an object that a function forgets", usual, func(n int) string {
		return forgotten("func dial() error {\nc := made()\n" + each(n, "if c.n == $i { return shake() }\nc.hello$i()\n") + "c.Close()\nreturn nil\n}\n" + each(n, "func (c *conn) hello$i() { c.n++; c.hello$j() }\n") + fill("func (c *conn) hello$i() {}\n", n))
	}},
	{"senders to a loop that can end, some by a select", usual, func(n int) string {
		return ending(each(n, "func (l *loop) Post$i(v int) { l.in <- v }\nfunc (l *loop) Try$i(v int) { select { case l.in <- v: case <-l.quit: } }\n"))
	}},
	{"senders that exclude the end of their loop", usual, func(n int) string {
		return guarded(each(n, "func (l *loop) Post$i(v int) { l.mu.Lock(); defer l.mu.Unlock(); if !l.closed { l.in <- v } }\n"), 1)
	}},
	{"sends in one function that exclude the end of their loop", usual, func(n int) string {
		return guarded("func (l *loop) Post(v int) {\n"+each(n, "l.mu.Lock()\nif l.closed { l.mu.Unlock(); return }\nl.in <- v\nl.mu.Unlock()\n")+"}\n", 1)
	}},
	{"returns under a lock before a send", usual, func(n int) string {
		return guarded("func (l *loop) Post(v int) {\nl.mu.Lock()\nif l.closed { l.mu.Unlock(); return }\n"+each(n, "if v == $i { l.mu.Unlock(); return }\n")+"l.in <- v\nl.mu.Unlock()\n}\n", 1)
	}},
	{"conditions before a send under a lock", usual, func(n int) string {
		return guarded("func (l *loop) Post(v int) {\n"+each(n, "if l.closed { return }\n")+"l.mu.Lock()\nl.in <- v\nl.mu.Unlock()\n}\n", 1)
	}},
	{"ends of a loop that exclude a send", usual, func(n int) string {
		return guarded("func (l *loop) Post(v int) { l.mu.Lock(); defer l.mu.Unlock(); if !l.closed { l.in <- v } }\n", n)
	}},
	{"contexts of functions that ask for signals", usual, func(n int) string {
		return "package a\nimport (\"context\"; \"os\"; \"os/signal\")\n" + each(n,
			"func f$i(f func() int) { ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt); defer stop(); g$i(ctx, f); g0(ctx, f) }\n"+
				"func g$i(ctx context.Context, f func() int) { c := make(chan int); go func() { c <- f() }(); select { case <-c: case <-ctx.Done(): } }\n")
	}},
	{"a context passed down", usual, func(n int) string {
		return "package a\nimport (\"context\"; \"os\"; \"os/signal\")\n" +
			"func f() { ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt); defer stop(); g0(ctx, func() int { return 1 }) }\n" +
			fill("func g$i(ctx context.Context, f func() int) { }\n", n) +
			each(n, "func g$i(ctx context.Context, f func() int) { g$j(ctx, f); c := make(chan int); go func() { c <- f() }(); select { case <-c: case <-ctx.Done(): } }\n")
	}},
	{"loops that can end", usual, func(n int) string {
		return "package a\n" + each(n, `
type loop$i struct { in chan int; quit chan bool }
func (l *loop$i) run() { for { select { case <-l.in: case <-l.quit: return } } }
func (l *loop$i) Post(v int) { l.in <- v }
func start$i() *loop$i { l := &loop$i{make(chan int), make(chan bool)}; go l.run(); return l }
`)
	}},
	{"ways out of a loop", usual, func(n int) string {
		return "package a\ntype loop struct { in chan int; quit chan bool }\nfunc start() *loop { l := &loop{make(chan int), make(chan bool)}; go l.run(); return l }\n" +
			"func (l *loop) Post(v int) { l.in <- v }\nfunc (l *loop) run() { for { select { case v := <-l.in:\n" + each(n, "if v == $i { return }\n") + "case <-l.quit: return } } }\n"
	}},
	{"requests, not all answered", usual, func(n int) string {
		return "package a\n" + each(n, "type request$i struct { v int; reply chan int }\n") + "type hub struct {\n" + each(n, "in$i chan request$i\n") + "}\n" +
			"func start() { h := &hub{}; go h.run() }\nfunc (h *hub) run() { for { select {\n" + each(n, "case r := <-h.in$i: if r.v > 0 { r.reply <- 1 }\n") + "} } }\n" +
			each(n, "func (h *hub) Ask$i() int { r := request$i{1, make(chan int)}; h.in$i <- r; return <-r.reply }\n")
	}},
	{"answers out of a table", usual, func(n int) string {
		return "package a\nimport \"time\"\ntype peer struct { waiting map[int]chan int }\nfunc (p *peer) put(c chan int) { p.waiting[len(p.waiting)] = c }\n" +
			each(n, "func (p *peer) Ask$i() int { c := make(chan int); p.put(c); select { case v := <-c: return v; case <-time.After(1): return 0 } }\nfunc (p *peer) Answer$i() { c := p.waiting[$i]; c <- 1 }\n")
	}},
	{"channels that one function puts into a table", usual, func(n int) string {
		return above("m := map[int]chan int{}\n"+each(n, "c$i := make(chan int)\nm[$i] = c$i\nselect { case <-c$i: case <-time.After(1): return }\n")+"for _, c := range m { c <- 1 }\n", "")
	}},
	{"tickers in a map", usual, func(n int) string {
		return "package a\nimport \"time\"\ntype board struct { t map[int]*time.Ticker }\n" +
			each(n, "func (b *board) Start$i() { t := time.NewTicker(1); go func() { for range t.C { } }(); b.t[$i] = t }\nfunc (b *board) Stop$i() { for _, t := range b.t { t.Stop() } }\n")
	}},
	{"results of groups that others wait for", usual, func(n int) string {
		return "package a\nimport \"sync\"\nfunc waited(wg *sync.WaitGroup) chan bool { c := make(chan bool); go func() { wg.Wait(); close(c) }(); return c }\n" +
			each(n, "func f$i() { var wg sync.WaitGroup; c := make(chan int); for range 3 { wg.Add(1); go func() { defer wg.Done(); c <- 1 }() }\nfor { select { case <-c: case <-waited(&wg): return } } }\n")
	}},
	{"waits for a condition that end with a flag", usual, func(n int) string {
		return "package a\nimport \"sync\"\ntype q struct { mu sync.Mutex; c *sync.Cond; closed bool; n int }\nfunc start() *q { q := &q{}; q.c = sync.NewCond(&q.mu); return q }\n" +
			"func (q *q) Close() { q.closed = true }\n" +
			each(n, "func (q *q) Take$i() { for !q.closed { q.c.Wait() } }\nfunc (q *q) Put$i() { q.n++; q.c.Signal() }\n")
	}},
	{"channels that two are passed", usual, func(n int) string {
		return "package a\nimport \"time\"\nfunc send(c chan<- int) { c <- 1 }\nfunc wait(c <-chan int) { select { case <-c: case <-time.After(1): } }\n" +
			each(n, "func f$i() { c := make(chan int); go send(c); go wait(c) }\n")
	}},
	{"askers of one request", usual, func(n int) string {
		return "package a\ntype request struct { v int; reply chan int }\ntype hub struct { in chan request; quit chan bool }\n" +
			"func start() { h := &hub{}; go h.run() }\nfunc (h *hub) run() { for { select { case r := <-h.in: if r.v > 0 { r.reply <- 1 }\ncase <-h.quit: return } } }\n" +
			each(n, "func (h *hub) Ask$i() int { r := request{1, make(chan int)}; h.in <- r; return <-r.reply }\n")
	}},
}

// ending is a program with a loop that its user may end.
func ending(body string) string {
	return `package a

type loop struct {
	in   chan int
	quit chan bool
}

func Start() *loop {
	l := &loop{make(chan int), make(chan bool)}
	go l.run()
	return l
}

func (l *loop) Stop() { close(l.quit) }

func (l *loop) run() {
	for {
		select {
		case <-l.in:
		case <-l.quit:
			return
		}
	}
}

` + body
}

// guarded is a loop that is told to end n times, and more of its methods.
func guarded(methods string, n int) string {
	return "package a\nimport \"sync\"\ntype loop struct { mu sync.Mutex; closed bool; in chan int; quit chan bool }\n" +
		"func start() *loop { l := &loop{in: make(chan int), quit: make(chan bool)}; go l.run(); return l }\n" +
		"func (l *loop) run() { for { select { case <-l.in: case <-l.quit: return } } }\n" +
		"func (l *loop) Close() { l.mu.Lock()\nl.closed = true\n" + each(n, "l.quit <- true\n") + "l.mu.Unlock() }\n" + methods
}

// forgotten is a program around functions that have objects with a loop.
func forgotten(funcs string) string {
	return "package a\ntype conn struct { quit chan struct{}; in chan int; n int }\nfunc shake() error { return nil }\n" +
		"func (c *conn) loop() { for { select { case n := <-c.in: c.n += n; case <-c.quit: return } } }\n" +
		"func (c *conn) Close() { close(c.quit) }\n" +
		"func made() *conn { c := &conn{quit: make(chan struct{}), in: make(chan int)}; go c.loop(); return c }\n" + funcs
}
