package main

// kinds are shapes of types: interfaces, structs that embed, type parameters.
var kinds = []shape{
	{"interfaces with one method in common", usual, func(n int) string {
		return above(each(n, "f$i(t$i{})\n"), each(n, "type i$i interface { M(); N$i() }\ntype t$i struct{}\nfunc (t$i) M() { time.Sleep(time.Second) }\nfunc (t$i) N$i() {}\nfunc f$i(x i$i) { x.M() }\n"))
	}},
	{"interfaces with the same method", usual, func(n int) string {
		return above(each(n, "f$i(t$i{})\n"), each(n, "type i$i interface { M() }\ntype t$i struct{}\nfunc (t$i) M() { time.Sleep(time.Second) }\nfunc f$i(x i$i) { x.M() }\n"))
	}},
	{"types behind an interface, one call", usual, func(n int) string {
		return above("var x i\n"+each(n, "x = t$i{}\n")+"x.M()\n", "type i interface { M() }\n"+each(n, "type t$i struct{}\nfunc (t$i) M() { time.Sleep(time.Second) }\n"))
	}},
	{"types behind an interface, a call each", medium, func(n int) string {
		return above(each(n, "f(t$i{})\ng$i(x)\n"), "var x i\ntype i interface { M() }\nfunc f(y i) { x = y }\n"+each(n, "type t$i struct{}\nfunc (t$i) M() { time.Sleep(time.Second) }\nfunc g$i(x i) { x.M() }\n"))
	}},
	{"types with a constructor each", usual, func(n int) string {
		return above("var x i\n"+each(n, "if v == $i { x = new$i() }\n")+"x.M()\n", "type i interface { M() }\n"+each(n, "type t$i struct{}\nfunc (*t$i) M() { time.Sleep(time.Second) }\nfunc new$i() i { return &t$i{} }\n"))
	}},
	{"types that hold each other by an interface", medium, func(n int) string {
		return above("t0{t1{nil}}.M()\n", "type i interface { M() }\n"+each(n, "type t$i struct{ next i }\nfunc (t t$i) M() { t.next.M() }\nfunc new$i(x i) i { return t$i{x} }\n"))
	}},
	{"methods of an interface", usual, func(n int) string {
		return above("var x i = t{}\n"+each(n, "x.M$i()\n"), "type i interface {\n"+each(n, "M$i()\n")+"}\ntype t struct{}\n"+each(n, "func (t) M$i() { time.Sleep(time.Second) }\n"))
	}},
	{"interface with eight methods", usual, func(n int) string {
		return above("var x i\n"+each(n, "x = t$i{}\n")+each(8, "x.M$i()\n"), "type i interface {\n"+each(8, "M$i()\n")+"}\n"+
			each(n, "type t$i struct{}\nfunc (t$i) M0() { time.Sleep(time.Second) }\nfunc (t$i) M1() {}\nfunc (t$i) M2() {}\nfunc (t$i) M3() {}\nfunc (t$i) M4() {}\nfunc (t$i) M5() {}\nfunc (t$i) M6() {}\nfunc (t$i) M7() {}\n"))
	}},
	{"interfaces that embed the last", medium, func(n int) string {
		return above("f(t{})\n", "type i0 interface { M() }\n"+each(n, "type i$j interface { i$i; M$j() }\n")+
			"type t struct{}\nfunc (t) M() { time.Sleep(time.Second) }\n"+each(n, "func (t) M$j() {}\n")+fill("func f(x i$i) { x.M() }\n", n))
	}},
	{"structs that embed the last", medium, func(n int) string {
		return above(fill("t$i{}.M()\n", n), "type t0 struct{}\nfunc (t0) M() { time.Sleep(time.Second) }\n"+each(n, "type t$j struct{ t$i }\n"))
	}},
	{"structs that embed the last, all called", medium, func(n int) string {
		return above(each(n, "f$i(t$i{})\n"), "type i interface { M() }\ntype t0 struct{}\nfunc (t0) M() { time.Sleep(time.Second) }\n"+each(n, "type t$j struct{ t$i }\nfunc f$i(x i) { x.M() }\n"))
	}},
	{"structs that hold the last", medium, func(n int) string {
		return above(fill("var t t$i\nt", n)+each(n, ".x")+".M()\n", "type t0 struct{ n int }\nfunc (t0) M() { time.Sleep(time.Second) }\n"+each(n, "type t$j struct{ x t$i }\n"))
	}},
	{"instances of one function", usual, func(n int) string {
		return above(each(n, "f(t$i{})\n"), "func f[T any](T) { time.Sleep(time.Second) }\n"+each(n, "type t$i struct{}\n"))
	}},
	{"instances of one constrained function", medium, func(n int) string {
		return above(each(n, "f(t$i{})\n"), "type i interface { M() }\nfunc f[T i](x T) { x.M() }\n"+each(n, "type t$i struct{}\nfunc (t$i) M() { time.Sleep(time.Second) }\n"))
	}},
	{"generic functions, each calls the next", usual, func(n int) string {
		return above("f0(v)\n", each(n, "func f$i[T any](x T) { f$j(x) }\n")+fill("func f$i[T any](T) "+sleeps, n))
	}},
	{"generic functions, a callback passed on", usual, func(n int) string {
		return above("f0(v, func(int) { time.Sleep(time.Second) })\n", each(n, "func f$i[T any](x T, cb func(T)) { f$j(x, cb) }\n")+fill("func f$i[T any](x T, cb func(T)) { cb(x) }\n", n))
	}},
	{"instances of one type", usual, func(n int) string {
		return above(each(n, "(&g[t$i]{}).M()\n"), "type g[T any] struct{ x T }\nfunc (*g[T]) M() { time.Sleep(time.Second) }\n"+each(n, "type t$i struct{}\n"))
	}},
	{"method values", usual, func(n int) string {
		return above(each(n, "f$i := s.m$i\nf$i()\n"), each(n, "func (s *state) m$i() { time.Sleep(time.Second) }\n"))
	}},
	{"method expressions", usual, func(n int) string {
		return above(each(n, "(*state).m$i(s)\n"), each(n, "func (s *state) m$i() { time.Sleep(time.Second) }\n"))
	}},
	{"method values of one interface", medium, func(n int) string {
		return above(each(n, "f$i := x.M\nf$i()\n"), "type i interface { M() }\nvar x i\nfunc set() {\n"+each(n, "x = t$i{}\n")+"}\n"+each(n, "type t$i struct{}\nfunc (t$i) M() { time.Sleep(time.Second) }\n"))
	}},
	{"methods of one type", usual, func(n int) string {
		return above(each(n, "s.m$i()\n"), each(n, "func (s *state) m$i() { time.Sleep(time.Second) }\n"))
	}},
	{"types with a loop each", usual * 3 / 2, func(n int) string {
		return served("func (s *state) handle(int) {}\n" + loops(n) + "func f0() {}\n" + each(n, "func (l *loop$i) post() { l.in <- 1 }\n"))
	}},
	{"types with a lock each", usual, func(n int) string {
		return above(each(n, "x$i.f()\n"), each(n, "type t$i struct { mu sync.Mutex; n int }\nvar x$i t$i\nfunc (t *t$i) f() { t.mu.Lock(); defer t.mu.Unlock(); t.n++; time.Sleep(time.Second) }\n"))
	}},
}
