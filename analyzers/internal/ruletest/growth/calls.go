package main

const sleeps = "{ time.Sleep(time.Second) }\n"

// calls are shapes of named functions that call each other.
var calls = []shape{
	{"chain", usual, func(n int) string {
		return above("f0()\n", each(n, "func f$i() { f$j() }\n")+fill("func f$i() "+sleeps, n))
	}},
	{"chain of findings", usual, func(n int) string {
		return above("f0()\n", each(n, "func f$i() { time.Sleep(time.Second); f$j() }\n")+fill("func f$i() {}\n", n))
	}},
	{"chain of methods of findings", usual, func(n int) string {
		return above("s.f0()\n", each(n, "func (s *state) f$i() { time.Sleep(time.Second); s.f$j() }\n")+fill("func (s *state) f$i() {}\n", n))
	}},
	{"fan", usual, func(n int) string {
		return above(each(n, "f$i()\n"), each(n, "func f$i() "+sleeps))
	}},
	{"one callee", usual, func(n int) string {
		return above(each(n, "f()\n"), "func f() "+sleeps)
	}},
	{"callers off the loop", usual, func(n int) string {
		return above("f()\n", "func f() "+sleeps+each(n, "func g$i() { f() }\n"))
	}},
	{"two calls each", usual, func(n int) string {
		return above("f0()\n", each(n, "func f$i() { f$j(); f$j() }\n")+fill("func f$i() "+sleeps, n))
	}},
	{"diamonds", usual, func(n int) string {
		return above("f0()\n", each(n, "func f$i() { a$i(); b$i() }\nfunc a$i() { f$j() }\nfunc b$i() { f$j() }\n")+fill("func f$i() "+sleeps, n))
	}},
	{"next and next but one", usual, func(n int) string {
		return above("f0()\n", each(n, "func f$i() { f$j(); g$j() }\nfunc g$i() { f$j(); time.Sleep(time.Second) }\n")+
			fill("func f$i() "+sleeps+"func g$i() {}\n", n))
	}},
	{"ring", medium, func(n int) string {
		return above("f0()\n", each(n, "func f$i() { time.Sleep(time.Second); f$j() }\n")+fill("func f$i() { f0() }\n", n))
	}},
	{"ring with chords", medium, func(n int) string {
		return above("f0()\n", each(n, "func f$i() { time.Sleep(time.Second); f$j(); f0() }\n")+fill("func f$i() { f0() }\n", n))
	}},
	{"ring of callbacks", medium, func(n int) string {
		return above("f0(func() { time.Sleep(time.Second) })\n", each(n, "func f$i(cb func()) { f$j(cb); f0(cb) }\n")+fill("func f$i(cb func()) { cb(); f0(cb) }\n", n))
	}},
	{"complete", small, func(n int) string {
		return above("f0()\n", each(n, "func f$i() { time.Sleep(time.Second); "+each(n, "f$i(); ")+"}\n"))
	}},
	{"recursive functions", usual, func(n int) string {
		return above(each(n, "f$i(v)\n"), each(n, "func f$i(v int) { if v > 0 { f$i(v-1) }; time.Sleep(time.Second) }\n"))
	}},
	{"chain of defers", usual, func(n int) string {
		return above("f0()\n", each(n, "func f$i() { defer f$j() }\n")+fill("func f$i() "+sleeps, n))
	}},
	{"defers in one function", usual, func(n int) string {
		return above(each(n, "defer f$i()\n"), each(n, "func f$i() "+sleeps))
	}},
	{"chain of go", usual, func(n int) string {
		return above("f0()\n", each(n, "func f$i() { go f$j() }\n")+fill("func f$i() "+sleeps, n))
	}},
	{"go in one function", usual, func(n int) string {
		return above(each(n, "go f$i()\n"), each(n, "func f$i() "+sleeps))
	}},
	{"loops above one function", 2 * usual, func(n int) string {
		return served("func (s *state) handle(int) {}\n" + loops(n) + "func f0() " + sleeps)
	}},
	{"loops above a chain", medium, func(n int) string {
		return served("func (s *state) handle(int) {}\n" + loops(n) + each(n, "func f$i() { f$j() }\n") + fill("func f$i() "+sleeps, n))
	}},
	{"loops above a chain of findings", medium, func(n int) string {
		return served("func (s *state) handle(int) {}\n" + loops(n) + each(n, "func f$i() { time.Sleep(time.Second); f$j() }\n") + fill("func f$i() {}\n", n))
	}},
	{"loops above a fan", medium, func(n int) string {
		return served("func (s *state) handle(int) {}\n" + loops(n) + "func f0() {\n" + each(n, "g$i()\n") + "}\n" + each(n, "func g$i() "+sleeps))
	}},
	{"loops that post to the next", usual, func(n int) string {
		return served("func (s *state) handle(int) {}\n" + each(n+1, `
var in$i, quit$i = make(chan int), make(chan bool)
func loop$i() { for { select { case v := <-in$i: f$i(v); case <-quit$i: return } } }
func start$i() { go loop$i() }
`) + each(n, "func f$i(v int) { in$j <- v }\n") + fill("func f$i(int) {}\n", n))
	}},
	{"package variables of calls", usual, func(n int) string {
		return above("f0()\n", "var v0 = 0\n"+each(n, "var v$j = f$i()\nfunc f$i() int { time.Sleep(time.Second); return v$i }\n"))
	}},
	{"inits", usual, func(n int) string {
		return above("f0()\n", each(n, "func init() { f$i() }\nfunc f$i() "+sleeps))
	}},
	{"arguments of arguments", medium, func(n int) string {
		return above("f("+each(n, "f(")+"1"+each(n, ")")+")\n", "func f(v int) int { time.Sleep(time.Second); return v }\n")
	}},
}

// loops are n hand-written loops, each of which calls f0.
func loops(n int) string {
	return each(n, `
type loop$i struct{ in chan int; quit chan bool }
func (l *loop$i) run() { for { select { case <-l.in: f0(); case <-l.quit: return } } }
func start$i() { l := &loop$i{make(chan int), make(chan bool)}; go l.run() }
`)
}
