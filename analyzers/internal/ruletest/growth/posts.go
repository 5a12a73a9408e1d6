package main

// posts are shapes of what is handed to loops: functions that they run, and objects.
var posts = []shape{
	{"functions that a loop is handed", usual, func(n int) string {
		return `package a
type agent struct {
	tasks chan func()
` + each(n, "f$i int\n") + `}
func New() *agent { a := &agent{tasks: make(chan func())}; go a.loop(); return a }
func (a *agent) loop() { for f := range a.tasks { f() } }
` + each(n, "func (a *agent) Set$i(v int) { a.tasks <- func() { a.f$i = v } }\nfunc (a *agent) Get$i() int { return a.f$i }\n")
	}},
	{"objects that are sent, and used on", usual, func(n int) string {
		return mailed + each(n, "func (h *hub) send$i(m *msg) { h.in <- m; m.a = $i; m.b = $i }\nfunc (h *hub) go$i() { go h.send$i(&msg{}) }\n")
	}},
	{"one object that is sent often", usual, func(n int) string {
		return mailed + "func (h *hub) send() { m := &msg{}\n" + each(n, "h.in <- m\nm.a = $i\n") + "}\nfunc (h *hub) start() { go h.send() }\n"
	}},
	{"calls that send an object", usual, func(n int) string {
		return mailed + each(n, "func (h *hub) send$i(m *msg) { h.send$j(m); m.a = $i }\n") + fill("func (h *hub) send$i(m *msg) { h.in <- m }\nfunc (h *hub) start() { go h.send0(&msg{}) }\n", n)
	}},
	{"a struct in a field, copied often", usual, func(n int) string {
		return mailed + "type all struct { m msg }\nfunc (x *all) run(in chan int) { for range in { x.m.a++ } }\nfunc (x *all) start(in chan int) { go x.run(in); for range in {\n" +
			each(n, "c$i := x.m; println(c$i.a)\n") + "} }\n"
	}},
}

const mailed = `package a
type msg struct{ a, b, c, d int }
type hub struct{ in chan *msg }
func New() *hub { h := &hub{in: make(chan *msg)}; go h.run(); return h }
func (h *hub) run() { for m := range h.in { println(m.a, m.b) } }
`
