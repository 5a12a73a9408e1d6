package main

// waits are shapes of goroutines and what they wait for.
var waits = []shape{
	{"goroutines, each joined", usual, func(n int) string {
		return above(each(n, "d$i := make(chan bool)\ngo func() { time.Sleep(time.Second); close(d$i) }()\n<-d$i\n"), "")
	}},
	{"goroutines, all joined at the end", usual, func(n int) string {
		return above(each(n, "d$i := make(chan bool)\ngo func() { time.Sleep(time.Second); d$i <- true }()\n")+each(n, "<-d$i\n"), "")
	}},
	{"goroutines, not joined", usual, func(n int) string {
		return above(each(n, "go func() { time.Sleep(time.Second) }()\n"), "")
	}},
	{"goroutines that send to one channel", usual, func(n int) string {
		return above("c := make(chan int)\n"+each(n, "go func() { c <- $i }()\n")+each(n, "<-c\n"), "")
	}},
	{"goroutines that wait for the last", usual, func(n int) string {
		return above("c0 := make(chan int)\n"+each(n, "c$j := make(chan int)\ngo func() { <-c$i; close(c$j) }()\n")+"close(c0)\n"+fill("<-c$i\n", n), "")
	}},
	{"a group of many", usual, func(n int) string {
		return above("var wg sync.WaitGroup\n"+each(n, "wg.Add(1)\ngo func() { defer wg.Done(); time.Sleep(time.Second) }()\n")+"wg.Wait()\n", "")
	}},
	{"groups", usual, func(n int) string {
		return above(each(n, "var wg$i sync.WaitGroup\nwg$i.Add(1)\ngo func() { defer wg$i.Done(); time.Sleep(time.Second) }()\nwg$i.Wait()\n"), "")
	}},
	{"groups in fields", usual, func(n int) string {
		return above(each(n, "g.wg$i.Wait()\n"), "var g struct {\n"+each(n, "wg$i sync.WaitGroup\n")+"}\nfunc work() {\n"+each(n, "g.wg$i.Add(1)\ngo func() { defer g.wg$i.Done(); s0 <- 1 }()\n")+"}\nvar s0 chan int\n")
	}},
	{"chain to a Wait", usual, func(n int) string {
		return above("var wg sync.WaitGroup\nwg.Add(1)\ngo func() { s.in <- 1; wg.Done() }()\nf0(&wg)\n", each(n, "func f$i(wg *sync.WaitGroup) { f$j(wg) }\n")+fill("func f$i(wg *sync.WaitGroup) { wg.Wait() }\n", n))
	}},
	{"select with many cases", usual, func(n int) string {
		return `package a
type hub struct {
` + each(n+1, "c$i chan int\n") + "}\nfunc start() { h := &hub{}; go h.run() }\nfunc (h *hub) run() { for { select {\n" +
			each(n, "case v := <-h.c$i: h.c$j <- v\n") + "} } }\n"
	}},
	{"select with many cases of functions", usual, func(n int) string {
		return `package a
import "time"
type hub struct {
` + each(n+1, "c$i chan int\n") + "}\nfunc start() { h := &hub{}; go h.run() }\nfunc (h *hub) run() { for { select {\n" +
			each(n, "case v := <-h.c$i: h.f$i(v)\n") + "} } }\n" + each(n, "func (h *hub) f$i(v int) { time.Sleep(time.Second); h.c$j <- v }\n")
	}},
	{"selects", usual, func(n int) string {
		return above(each(n, "select { case s.in <- $i: case <-s.other: }\n"), "")
	}},
	{"sends in the loop", usual, func(n int) string {
		return above(each(n, "s.in <- $i\n"), "")
	}},
	{"senders off the loop", usual, func(n int) string {
		return above("s.in <- 1\n", each(n, "func (s *state) post$i() { s.in <- $i }\nfunc u$i(s *state) { go s.post$i() }\n"))
	}},
	{"chain to a send", usual, func(n int) string {
		return above("s.f0()\n", each(n, "func (s *state) f$i() { s.f$j() }\n")+fill("func (s *state) f$i() { s.in <- 1 }\n", n))
	}},
	{"chain of sends", usual, func(n int) string {
		return above("s.f0()\n", each(n, "func (s *state) f$i() { s.in <- $i; s.f$j() }\n")+fill("func (s *state) f$i() {}\n", n))
	}},
	{"sections by tokens", usual, func(n int) string {
		return "package a\ntype t struct { n int\n" + each(n+1, "c$i chan struct{}\n") + "}\nfunc start() { x := &t{}\n" + each(n+1, "x.c$i = make(chan struct{}, 1)\n") + "go x.f0() }\n" +
			each(n, "func (x *t) f$i() { x.c$i <- struct{}{}; x.n++; x.f$j(); <-x.c$i }\n") + fill("func (x *t) f$i() { x.n++ }\n", n)
	}},
	{"orders of locks down a chain", usual, func(n int) string {
		return "package a\nimport \"sync\"\ntype t struct { a, b sync.Mutex }\nfunc start() { x := &t{}; go x.f0(); go x.g0() }\n" +
			each(n, "func (x *t) f$i() { x.a.Lock(); x.b.Lock(); x.b.Unlock(); x.a.Unlock(); x.f$j() }\nfunc (x *t) g$i() { x.b.Lock(); x.a.Lock(); x.a.Unlock(); x.b.Unlock(); x.g$j() }\n") +
			fill("func (x *t) f$i() {}\nfunc (x *t) g$i() {}\n", n)
	}},
	{"chain of locks", usual, func(n int) string {
		return above("s.f0()\n", each(n, "var mu$i sync.Mutex\nfunc (s *state) f$i() { mu$i.Lock(); defer mu$i.Unlock(); s.f$j() }\n")+fill("func (s *state) f$i() { s.in <- 1 }\n", n))
	}},
	{"locks of one mutex", usual, func(n int) string {
		return above(each(n, "s.f$i()\n"), "var mu sync.Mutex\n"+each(n, "func (s *state) f$i() { mu.Lock(); s.in <- $i; mu.Unlock() }\n"))
	}},
	{"locks of holders, taken by elements", usual, func(n int) string {
		return "package a\nimport \"sync\"\ntype hub struct { mu sync.Mutex; conns map[int]*conn }\ntype conn struct { hub *hub; v int }\nfunc (h *hub) add(v int) { h.conns[v] = &conn{hub: h} }\n" +
			each(n, "func (h *hub) each$i() { for _, c := range h.conns { c.leave$i() } }\nfunc (h *hub) all$i() { h.each$i() }\nfunc (c *conn) leave$i() { c.hub.mu.Lock(); c.v = $i; c.hub.mu.Unlock() }\n")
	}},
	{"locks nested in one function", usual, func(n int) string {
		return above(each(n, "mu$i.Lock()\n")+"s.in <- 1\n"+each(n, "mu$i.Unlock()\n"), each(n, "var mu$i sync.Mutex\n"))
	}},
	{"rounds that leave a lock, behind guards", usual, func(n int) string {
		return "package a\nimport \"sync\"\nfunc f(in chan int) {\nvar mu sync.Mutex\nfor v := range in {\n" + each(n, "if v == $i { continue }\n") + "mu.Lock()\n" +
			each(n, "if v == $i { continue }\n") + "mu.Unlock()\n}\n}\n"
	}},
	{"locks by a variable of many things", usual, func(n int) string {
		return "package a\nimport \"sync\"\ntype t struct { mu sync.Mutex; up *t; n int }\nfunc f(p *t) {\n" + each(n, "p = p.up\np.mu.Lock()\np.n++\np.mu.Unlock()\n") + "}\n"
	}},
	{"goroutines that count themselves", usual, func(n int) string {
		return "package a\nimport \"sync\"\ntype t struct { mu sync.Mutex; wg sync.WaitGroup }\nfunc (x *t) done() { x.wg.Done() }\nfunc (x *t) wait() { x.mu.Lock(); defer x.mu.Unlock(); x.wg.Wait() }\n" +
			each(n, "func (x *t) start$i() { x.mu.Lock(); defer x.mu.Unlock(); x.wg.Add(1) }\nfunc (x *t) task$i() { go func() { x.start$i(); x.done() }() }\n")
	}},
	{"classes of waiting", usual, func(n int) string {
		return served("func (s *state) handle(v int) { f0(s) }\n" + each(n, "func f$i(s *state) { time.Sleep($i); <-s.other; s.in <- $i; f$j(s) }\n") + fill("func f$i(*state) {}\n", n))
	}},
	{"loops of many goroutines each", medium, func(n int) string {
		return served("func (s *state) handle(int) {}\nvar x state\n" + each(n, "func u$i() { for range 8 { go x.run() }; go x.run() }\n"))
	}},
	{"timers", usual, func(n int) string {
		return above(each(n, "time.AfterFunc(time.Second, func() { s.in <- $i })\n"), "")
	}},
	{"once", usual, func(n int) string {
		return above(each(n, "once$i.Do(func() { time.Sleep(time.Second) })\n"), each(n, "var once$i sync.Once\n"))
	}},
}
