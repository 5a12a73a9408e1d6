package main

// frameworks are shapes of programs on a framework's loop.
var frameworks = []shape{
	{"model with commands and helpers", medium, func(n int) string {
		return bubbles("type model struct{ n int }\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) { m.n++; return m, m.c0() }\n" +
			each(n, "func (m *model) c$i() tea.Cmd { return func() tea.Msg { _ = m.n; m.d$i(); return nil } }\nfunc (m *model) d$i() { m.n++; _ = m.n; m.d$j() }\n") +
			fill("func (m *model) d$i() {}\n", n))
	}},
	{"commands that ways out forget", usual, func(n int) string {
		return bubbles("type model struct{}\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) { return m, nil }\ntype part struct{}\nfunc (p part) update(int) (part, tea.Cmd) { return p, nil }\nfunc f(p part, n int) tea.Cmd {\nvar c tea.Cmd\n" +
			each(n, "p, c = p.update($i)\nif n > $i {\nreturn nil\n}\nif n < -$i {\nreturn c\n}\n") + "return c\n}\n")
	}},
	{"commands gathered", usual, func(n int) string {
		return bubbles("type model struct{}\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) { return m, nil }\nfunc one(int) tea.Cmd { return nil }\nfunc f(n int) tea.Cmd {\nvar all []tea.Cmd\n" +
			each(n, "all = append(all, one($i))\nif n > $i {\nreturn nil\n}\n") + "return tea.Batch(all...)\n}\n")
	}},
	{"value method above a chain", medium, func(n int) string {
		return bubbles("type model struct{ n int }\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) { m.n++; return m, m.c() }\n" +
			"func (m *model) c() tea.Cmd { return func() tea.Msg { m.value(); return nil } }\nfunc (m model) value() { m.d0() }\n" +
			each(n, "func (m *model) d$i() { m.n++; _ = m.n; m.d$j() }\n") + fill("func (m *model) d$i() {}\n", n))
	}},
	{"value methods in a chain", medium, func(n int) string {
		return bubbles("type model struct{ n int }\nfunc (m model) Update(tea.Msg) (tea.Model, tea.Cmd) { m.n++; return &m, m.c() }\n" +
			"func (m model) c() tea.Cmd { return func() tea.Msg { m.d0(); return nil } }\n" +
			each(n, "func (m model) d$i() { m.n++; _ = m.n; m.d$j() }\n") + fill("func (m model) d$i() {}\n", n))
	}},
	{"model with fields read off the loop", usual, func(n int) string {
		return bubbles("type model struct {\n" + each(n, "f$i int\n") + "}\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) {\n" + each(n, "m.f$i++\n") +
			"return m, func() tea.Msg {\n" + each(n, "_ = m.f$i\n") + "return nil }\n}\n")
	}},
	{"model with fields and methods off the loop", usual, func(n int) string {
		return bubbles("type model struct {\n" + each(n, "f$i int\n") + "}\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) {\n" + each(n, "m.f$i++\n") +
			"return m, func() tea.Msg {\n" + each(n, "m.g$i()\n") + "return nil }\n}\n" + each(n, "func (m *model) g$i() { m.f$i = 0 }\n"))
	}},
	{"component of many parts, changed by many methods", usual, func(n int) string {
		return bubbles("type part struct {\n" + each(n, "f$i int\n") + "}\n" + each(n, "func (p *part) set$i() { p.f$i = 0; p.set$j() }\n") + fill("func (p *part) set$i() {}\n", n) +
			"type model struct{ p part }\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) {\n" + each(n, "m.p.f$i++\nm.p.set$i()\n") +
			"return m, func() tea.Msg {\n" + each(n, "m.p.set$i()\n_ = m.p.f$i\n") + "return nil }\n}\n")
	}},
	{"fields under locks", usual, func(n int) string {
		return bubbles("type mutex struct{}\nfunc (*mutex) Lock() {}\nfunc (*mutex) Unlock() {}\ntype model struct { mu mutex\n" + each(n, "f$i int\nmu$i mutex\n") + "}\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) {\n" +
			each(n, "m.mu$i.Lock()\nm.f$i++\nm.mu$i.Unlock()\nm.g$i()\n") + "return m, func() tea.Msg {\n" + each(n, "m.mu.Lock()\nm.g$i()\nm.f$i = 1\nm.mu.Unlock()\n") + "return nil }\n}\n" +
			each(n, "func (m *model) g$i() { m.mu$i.Lock(); defer m.mu$i.Unlock(); m.f$i = 0; m.g$j() }\n") + fill("func (m *model) g$i() {}\n", n))
	}},
	{"copies captured by literals", usual, func(n int) string {
		return bubbles("type model struct{ n int }\nfunc (m model) Update(tea.Msg) (model, tea.Cmd) {\n" + each(n, "go func() { m.n++ }()\n") + "return m, nil\n}\n")
	}},
	{"models", usual, func(n int) string {
		return bubbles("type model struct{}\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) { return m, nil }\n" + each(n, `
type model$i struct{ n int }
func (m *model$i) Init() tea.Cmd  { return nil }
func (m *model$i) View() tea.View { return tea.NewView("") }
func (m *model$i) Update(tea.Msg) (tea.Model, tea.Cmd) { m.n++; return m, func() tea.Msg { m.n--; return nil } }
`))
	}},
	{"models that hold the next", usual, func(n int) string {
		return bubbles("type model struct{ next *model0 }\nfunc (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) { m.next.Update(msg); return m, nil }\n" + each(n, `
type model$i struct{ n int; next *model$j }
func (m *model$i) Update(msg tea.Msg) (*model$i, tea.Cmd) { m.n++; time.Sleep(time.Second); next, cmd := m.next.Update(msg); m.next = next; return m, cmd }
`) + fill("type model$i struct{}\nfunc (m *model$i) Update(tea.Msg) (*model$i, tea.Cmd) { return m, nil }\n", n))
	}},
	{"commands assigned to one variable", usual, func(n int) string {
		return bubbles("type model struct{}\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) {\nvar cmd tea.Cmd\n" + each(n, "cmd = c$i()\n") + "return m, cmd\n}\n" + each(n, "func c$i() tea.Cmd { return tea.Quit }\n"))
	}},
	{"commands in variables", usual, func(n int) string {
		return bubbles("type model struct{}\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) {\n" + each(n, "cmd$i := c()\n") + "return m, tea.Batch(\n" + each(n, "cmd$i,\n") + ")\n}\nfunc c() tea.Cmd { return tea.Quit }\n")
	}},
	{"commands behind ifs", usual, func(n int) string {
		return bubbles("type model struct{ n int }\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) {\nvar cmd tea.Cmd\n" + each(n, "if m.n == $i { cmd = c() }\n") + "return m, cmd\n}\nfunc c() tea.Cmd { return tea.Quit }\n")
	}},
	{"commands appended", usual, func(n int) string {
		return bubbles("type model struct{ n int }\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) {\nvar cmds []tea.Cmd\n" + each(n, "cmds = append(cmds, c())\n") + "return m, tea.Batch(cmds...)\n}\nfunc c() tea.Cmd { return tea.Quit }\n")
	}},
	{"commands dropped", usual, func(n int) string {
		return bubbles("type model struct{ n int }\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) {\n" + each(n, "c()\n") + "return m, nil\n}\nfunc c() tea.Cmd { return tea.Quit }\n")
	}},
	{"commands batched in batches", medium, func(n int) string {
		return bubbles("type model struct{ n int }\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) {\nreturn m, " + each(n, "tea.Batch(c(), ") + "c()" + each(n, ")") + "\n}\nfunc c() tea.Cmd { return func() tea.Msg { time.Sleep(time.Second); return nil } }\n")
	}},
	{"functions that return the next one's command", usual, func(n int) string {
		return bubbles("type model struct{}\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) { c0(); return m, c0() }\n" +
			each(n, "func c$i() tea.Cmd { return c$j() }\n") + fill("func c$i() tea.Cmd { return tea.Quit }\n", n))
	}},
	{"functions that return the last one's command", usual, func(n int) string {
		return bubbles(fill("type model struct{}\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) { c$i(); return m, c$i() }\n", n) +
			"func c0() tea.Cmd { return tea.Quit }\n" + each(n, "func c$j() tea.Cmd { return c$i() }\n"))
	}},
	{"functions that return each other's command", medium, func(n int) string {
		return bubbles("type model struct{ n int }\nfunc (m *model) Update(tea.Msg) (tea.Model, tea.Cmd) { c0(1); return m, c0(1) }\n" +
			each(n, "func c$i(n int) tea.Cmd { if n == 0 { return c0(n) }; return c$j(n) }\n") + fill("func c$i(n int) tea.Cmd { if n == 0 { return tea.Quit }; return c0(n) }\n", n))
	}},
	{"messages switched over", usual, func(n int) string {
		return bubbles("type model struct{ n int }\nfunc (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {\nswitch msg := msg.(type) {\n" +
			each(n, "case msg$i: return m.on$i(msg)\n") + "}\nreturn m, nil\n}\n" +
			each(n, "type msg$i struct{}\nfunc (m *model) on$i(msg$i) (tea.Model, tea.Cmd) { m.n++; return m, func() tea.Msg { time.Sleep(time.Second); return msg$j{} } }\n") + fill("type msg$i struct{}\n", n))
	}},
	{"setters in a chain", medium, func(n int) string {
		return widgets("func (u *ui) f() {\ngo func() {\nu.box" + each(n, ".SetBorder(true)") + "\n}()\n}\n")
	}},
	{"setters in a chain on the loop", medium, func(n int) string {
		return widgets("func (u *ui) f() {\nu.app.QueueUpdate(func() {\nu.box" + each(n, ".SetBorder(true)") + "\n})\n}\n")
	}},
	{"touches in a goroutine", usual, func(n int) string {
		return widgets("func (u *ui) f() {\ngo func() {\n" + each(n, "u.list.Clear()\n") + "}()\n}\n")
	}},
	{"touches of variables", usual, func(n int) string {
		return widgets("func (u *ui) f() {\n" + each(n, "x$i := tview.NewList()\n") + "go func() {\n" + each(n, "x$i.Clear()\n") + "}()\n}\n")
	}},
	{"touches of variables, each from the last", usual, func(n int) string {
		return widgets("func (u *ui) f() {\nx0 := u.list\n" + each(n, "x$j := x$i\n") + "go func() {\n" + each(n, "x$j.Clear()\n") + "}()\n}\n")
	}},
	{"touch below a chain", usual, func(n int) string {
		return widgets("func (u *ui) f() { go u.f0() }\n" + each(n, "func (u *ui) f$i() { u.f$j() }\n") + fill("func (u *ui) f$i() { u.list.Clear() }\n", n))
	}},
	{"touch at each level", usual, func(n int) string {
		return widgets("func (u *ui) f() { go u.f0() }\n" + each(n, "func (u *ui) f$i() { u.list.Clear(); u.f$j() }\n") + fill("func (u *ui) f$i() {}\n", n))
	}},
	{"touch at each level of parameters", usual, func(n int) string {
		return widgets("func (u *ui) f() { go f0(u.list) }\n" + each(n, "func f$i(l *tview.List) { l.Clear(); f$j(l) }\n") + fill("func f$i(*tview.List) {}\n", n))
	}},
	{"parameters of which each is touched", medium, func(n int) string {
		return widgets("func (u *ui) f() { go f0(\n" + each(n, "u.list,\n") + ") }\nfunc f0(\n" + each(n, "l$i *tview.List,\n") + ") {\n" + each(n, "l$i.Clear()\n") + "}\n")
	}},
	{"ring of touches", medium, func(n int) string {
		return widgets("func (u *ui) f() { go u.f0() }\n" + each(n, "func (u *ui) f$i() { u.list.Clear(); u.f$j() }\n") + fill("func (u *ui) f$i() { u.f0() }\n", n))
	}},
	{"goroutines that touch", usual, func(n int) string {
		return widgets(each(n, "func (u *ui) f$i() { go func() { u.list.Clear() }() }\n"))
	}},
	{"goroutines above one touch", usual, func(n int) string {
		return widgets(each(n, "func (u *ui) f$i() { go u.touch() }\n") + "func (u *ui) touch() { u.list.Clear() }\n")
	}},
	{"widgets in fields", usual, func(n int) string {
		return widgets("type panel struct {\n" + each(n, "l$i *tview.List\n") + "}\nfunc (p *panel) f() { go func() {\n" + each(n, "p.l$i.Clear()\n") + "}() }\n" + each(n, "func (p *panel) g$i() { go p.l$i.Clear() }\n"))
	}},
	{"Run at the end of calls", usual, func(n int) string {
		return widgets("func (u *ui) f() { u.f0() }\n" + each(n, "func (u *ui) f$i() { u.list.Clear(); u.f$j() }\n") + fill("func (u *ui) f$i() { u.app.Run() }\n", n))
	}},
	{"Run at the end of calls, last function first", usual, func(n int) string {
		return widgets("func (u *ui) f0() { u.app.Run() }\n" + each(n, "func (u *ui) f$j() { u.f$i() }\n"))
	}},
	{"queues that wait on the loop", usual, func(n int) string {
		return widgets("func (u *ui) f() { u.list.SetSelectedFunc(func(int) { u.f0() }) }\n" + each(n, "func (u *ui) f$i() { u.app.QueueUpdate(func() {}); u.f$j() }\n") + fill("func (u *ui) f$i() {}\n", n))
	}},
	{"handlers", usual, func(n int) string {
		return widgets("func (u *ui) f() {\n" + each(n, "u.list.AddItem(\"$i\", func() { time.Sleep(time.Second); u.app.QueueUpdate(func() { u.list.Clear() }) })\n") + "}\n")
	}},
	{"subscriptions", usual, func(n int) string {
		return paho("func f(c mqtt.Client) {\n" + each(n, "c.Subscribe(\"$i\", 0, func(c mqtt.Client, _ mqtt.Message) { c.Connect().Wait() })\n") + "}\n")
	}},
	{"tokens", usual, func(n int) string {
		return paho("func f(c mqtt.Client) {\n" + each(n, "t$i := c.Connect()\n") + each(n, "t$i.Wait()\n") + "}\n")
	}},
	{"functions that return the next one's token", usual, func(n int) string {
		return paho("func f(c mqtt.Client) { f0(c) }\n" + each(n, "func f$i(c mqtt.Client) mqtt.Token { return f$j(c) }\n") + fill("func f$i(c mqtt.Client) mqtt.Token { return c.Connect() }\n", n))
	}},
	{"buffers lent", usual, func(n int) string {
		return gnet("func f(c gnet.Conn) {\n" + each(n, "b$i, _ := c.Next(1)\ngo func() { use(b$i) }()\n") + "}\n")
	}},
	{"buffers lent in goroutines in goroutines", usual, func(n int) string {
		return gnet("func f(c gnet.Conn) {\n" + each(n, "b$i, _ := c.Next(1)\ngo func() {\nuse(b$i)\n") + each(n, "}()\n") + "}\n")
	}},
}
