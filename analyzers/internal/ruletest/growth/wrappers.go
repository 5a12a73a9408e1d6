package main

// wrappers are shapes of functions that are passed functions.
var wrappers = []shape{
	{"callback passed on", usual, func(n int) string {
		return above("w0(func() { time.Sleep(time.Second) })\n", each(n, "func w$i(cb func()) { w$j(cb) }\n")+fill("func w$i(cb func()) { cb() }\n", n))
	}},
	{"callback passed on, last wrapper first", usual, func(n int) string {
		return above(fill("w$i(func() { time.Sleep(time.Second) })\n", n), "func w0(cb func()) { cb() }\n"+each(n, "func w$j(cb func()) { w$i(cb) }\n"))
	}},
	{"callback passed on in a literal", usual, func(n int) string {
		return above("w0(func() { time.Sleep(time.Second) })\n", each(n, "func w$i(cb func()) { w$j(func() { cb() }) }\n")+fill("func w$i(cb func()) { cb() }\n", n))
	}},
	{"callback passed on in a literal, last wrapper first", usual, func(n int) string {
		return above(fill("w$i(func() { time.Sleep(time.Second) })\n", n), "func w0(cb func()) { cb() }\n"+each(n, "func w$j(cb func()) { w$i(func() { cb() }) }\n"))
	}},
	{"callback passed on twice", medium, func(n int) string {
		return above("w0(func() { time.Sleep(time.Second) })\n", each(n, "func w$i(cb func()) { w$j(cb); w$j(cb) }\n")+fill("func w$i(cb func()) { cb() }\n", n))
	}},
	{"callback passed on twice in a literal", medium, func(n int) string {
		return above("w0(func() { time.Sleep(time.Second) })\n", each(n, "func w$i(cb func()) { w$j(func() { cb(); cb() }); w$j(func() { cb() }) }\n")+fill("func w$i(cb func()) { cb() }\n", n))
	}},
	{"callback passed on, also by go", medium, func(n int) string {
		return above("w0(func() { time.Sleep(time.Second) })\n", each(n, "func w$i(cb func()) { w$j(cb); go w$j(cb) }\n")+fill("func w$i(cb func()) { cb() }\n", n))
	}},
	{"callback passed on to a queue", usual, func(n int) string {
		return widgets(each(n, "func (u *ui) w$i(cb func()) { u.w$j(cb) }\n") +
			fill("func (u *ui) w$i(cb func()) { u.app.QueueUpdate(cb) }\n", n) + "func (u *ui) f() { u.w0(func() { time.Sleep(time.Second) }) }\n")
	}},
	{"callback passed on to a queue in a literal", usual, func(n int) string {
		return widgets(each(n, "func (u *ui) w$i(cb func()) { u.w$j(func() { cb() }) }\n") +
			fill("func (u *ui) w$i(cb func()) { u.app.QueueUpdate(cb) }\n", n) + "func (u *ui) f() { u.w0(func() { time.Sleep(time.Second) }) }\n")
	}},
	{"callers at each wrapper", medium, func(n int) string {
		return above("", each(n, "func w$i(cb func()) { w$j(cb) }\nfunc u$i() { w$i(func() { time.Sleep(time.Second) }) }\n")+fill("func w$i(cb func()) { cb() }\n", n))
	}},
	{"callers of one wrapper", usual, func(n int) string {
		return above("", "func w(cb func()) { cb() }\n"+each(n, "func u$i() { w(func() { time.Sleep(time.Second) }) }\n"))
	}},
	{"callers of one wrapper on the loop", usual, func(n int) string {
		return above(each(n, "w(func() { time.Sleep(time.Second) })\n"), "func w(cb func()) { cb() }\n")
	}},
	{"callers of one goroutine's wrapper", usual, func(n int) string {
		return above(each(n, "w(func() { time.Sleep(time.Second) })\n"), "func w(cb func()) { go cb() }\n")
	}},
	{"wrapper of many callbacks", usual, func(n int) string {
		return above("w(\n"+each(n, "func() { time.Sleep(time.Second) },\n")+")\n", "func w(\n"+each(n, "f$i func(),\n")+") {\n"+each(n, "f$i()\n")+"}\n")
	}},
	{"chain of wrappers of two callbacks, swapped", medium, func(n int) string {
		return above("w0(func() { time.Sleep(time.Second) }, s.cb)\n", each(n, "func w$i(a, b func()) { w$j(b, a) }\n")+fill("func w$i(a, b func()) { a(); go b() }\n", n))
	}},
	{"variadic wrapper", usual, func(n int) string {
		return above("w(\n"+each(n, "func() { time.Sleep(time.Second) },\n")+")\n", "func w(fs ...func()) { for _, f := range fs { f() } }\n")
	}},
	{"executor of a channel", usual, func(n int) string {
		return served("func (s *state) handle(int) {}\n" + `
type executor struct { in chan func(); quit chan bool }
func (e *executor) run() { for { select { case f := <-e.in: f(); case <-e.quit: return } } }
func (e *executor) submit(f func()) { e.in <- f }
func begin() *executor { e := &executor{make(chan func()), make(chan bool)}; go e.run(); return e }
` + each(n, "func u$i(e *executor) { e.submit(func() { time.Sleep(time.Second) }) }\n"))
	}},
	{"executor that waits for the next", medium, func(n int) string {
		return served("func (s *state) handle(int) {}\n" + `
type executor struct { in chan func(); quit chan bool }
func (e *executor) run() { for { select { case f := <-e.in: f(); case <-e.quit: return } } }
func (e *executor) do(f func()) { done := make(chan bool); e.in <- func() { f(); close(done) }; <-done }
func begin() *executor { e := &executor{make(chan func()), make(chan bool)}; go e.run(); return e }
` + each(n, "func u$i(e *executor) { e.do(func() { u$j(e) }) }\n") + fill("func u$i(*executor) {}\n", n))
	}},
	{"handlers stored", usual, func(n int) string {
		return above("s.cb()\n", each(n, "func (s *state) on$i(cb func()) { s.cb = cb }\nfunc u$i(s *state) { s.on$i(func() { time.Sleep(time.Second) }) }\n"))
	}},
	{"handlers stored by handlers", usual, func(n int) string {
		return widgets("func (u *ui) f0() { u.list.SetSelectedFunc(func(int) { u.f1() }) }\n" +
			each(n, "func (u *ui) f$j() { u.list.SetSelectedFunc(func(int) { time.Sleep(time.Second); u.g$j() }) }\nfunc (u *ui) g$j() { u.f$j() }\n"))
	}},
	{"handlers in handlers", medium, func(n int) string {
		return widgets("func (u *ui) f() {\n" + each(n, "u.list.SetSelectedFunc(func(int) {\n") + "time.Sleep(time.Second)\n" + each(n, "})\n") + "}\n")
	}},
	{"queues in goroutines in queues", medium, func(n int) string {
		return widgets("func (u *ui) f() {\n" + each(n, "go func() { u.app.QueueUpdate(func() {\n") + "u.list.Clear()\n" + each(n, "}) }()\n") + "}\n")
	}},
}
