package main

// values are shapes of function values and channels that travel.
var values = []shape{
	{"slice of functions, called by index", medium, func(n int) string {
		return above(each(n, "fs[$i]()\n"), "var fs = []func(){\n"+each(n, "func() { time.Sleep(time.Second) },\n")+"}\n")
	}},
	{"slice of functions, ranged over", usual, func(n int) string {
		return above("for _, f := range fs { f() }\n", "var fs = []func(){\n"+each(n, "func() { time.Sleep(time.Second) },\n")+"}\n")
	}},
	{"slice of functions, appended to", medium, func(n int) string {
		return above("var fs []func()\n"+each(n, "fs = append(fs, f$i)\n")+each(n, "fs[$i]()\n"), each(n, "func f$i() "+sleeps))
	}},
	{"map of functions, called by key", medium, func(n int) string {
		return above(each(n, "fs[$i]()\n"), "var fs = map[int]func(){\n"+each(n, "$i: func() { time.Sleep(time.Second) },\n")+"}\n")
	}},
	{"map of functions, filled and called", medium, func(n int) string {
		return above(each(n, "fs[$i] = f$i\n")+each(n, "fs[$i]()\n"), "var fs = map[int]func(){}\n"+each(n, "func f$i() "+sleeps))
	}},
	{"variable, assigned and called", medium, func(n int) string {
		return above("var f func()\n"+each(n, "f = func() { time.Sleep(time.Second) }\nf()\n"), "")
	}},
	{"package variable, assigned and called", medium, func(n int) string {
		return above(each(n, "g$i()\n"), "var f func()\n"+each(n, "func g$i() { f = func() { time.Sleep(time.Second) }; f() }\n"))
	}},
	{"field, assigned and called", medium, func(n int) string {
		return above(each(n, "s.g$i()\n"), each(n, "func (s *state) g$i() { s.cb = func() { time.Sleep(time.Second) }; s.cb() }\n"))
	}},
	{"variables, each from the last", usual, func(n int) string {
		return above("f0 := func() { time.Sleep(time.Second) }\n"+each(n, "f$j := f$i\n")+fill("f$i()\n", n), "")
	}},
	{"variables, each from the last, all called", usual, func(n int) string {
		return above("f0 := func() { time.Sleep(time.Second) }\n"+each(n, "f$j := f$i\nf$j()\n"), "")
	}},
	{"package variables, each from the last", usual, func(n int) string {
		return above(fill("f$i()\n", n), "var f0 = func() { time.Sleep(time.Second) }\n"+each(n, "var f$j = f$i\n"))
	}},
	{"variables, each from the last two", medium, func(n int) string {
		return above("f0 := func() { time.Sleep(time.Second) }\ng0 := f0\n"+each(n, "f$j, g$j := g$i, f$i\nif v > $i { f$j = f$i }\n")+fill("f$i()\ng$i()\n", n), "")
	}},
	{"variable, chosen between", medium, func(n int) string {
		return above("f := func() { time.Sleep(time.Second) }\ng := f\n"+each(n, "if v > $i { f = g } else { g = f }\n")+"f()\n", "")
	}},
	{"variables in a ring", usual, func(n int) string {
		return above(each(n+1, "var f$i func()\n")+"f0 = func() { time.Sleep(time.Second) }\n"+each(n, "f$j = f$i\n")+fill("f0 = f$i\n", n)+each(n, "f$i()\n"), "")
	}},
	{"fields, each from the last", usual, func(n int) string {
		return above("t := &table{}\nt.f0 = func() { time.Sleep(time.Second) }\n"+each(n, "t.f$j = t.f$i\n")+fill("t.f$i()\n", n), "type table struct {\n"+each(n+1, "f$i func()\n")+"}\n")
	}},
	{"fields of functions", usual, func(n int) string {
		return above("t := &table{\n"+each(n, "f$i: func() { time.Sleep(time.Second) },\n")+"}\n"+each(n, "t.f$i()\n"), "type table struct {\n"+each(n, "f$i func()\n")+"}\n")
	}},
	{"copies of a struct", usual, func(n int) string {
		return above("t0 := table{func() { time.Sleep(time.Second) }}\n"+each(n, "t$j := t$i\n")+fill("t$i.f()\n", n), "type table struct { f func() }\n")
	}},
	{"copies of a pointer", usual, func(n int) string {
		return above("t0 := s\n"+each(n, "t$j := t$i\n")+fill("t$i.cb()\ngo func() { t$i.in <- 1 }()\n", n), "")
	}},
	{"map, handed on and on", usual, func(n int) string {
		return above("m0(seen)\ngo m0(seen)\n", "var seen = map[string]int{}\n"+each(n, "func m$i(m map[string]int) { m[\"x\"]++; m$j(m) }\n")+fill("func m$i(m map[string]int) {}\n", n))
	}},
	{"package variables, that start loops", medium, func(n int) string {
		return above("", "var shared int\nvar ticks chan int\n"+each(n, "var f$i = func() { go func() { for range ticks { shared++ } }() }\n"))
	}},
	{"functions that return the next", usual, func(n int) string {
		return above("f0()()\n", each(n, "func f$i() func() { return f$j() }\n")+fill("func f$i() func() { return func() { time.Sleep(time.Second) } }\n", n))
	}},
	{"functions that return the next twice", medium, func(n int) string {
		return above("f0()()\n", each(n, "func f$i() func() { if yes { return f$j() }; return f$j() }\n")+fill("var yes bool\nfunc f$i() func() { return func() { time.Sleep(time.Second) } }\n", n))
	}},
	{"functions that return two results of the next", medium, func(n int) string {
		return above("g, h := f0()\ng()\nh()\n", each(n, "func f$i() (func(), func()) { g, h := f$j(); return h, g }\n")+
			fill("func f$i() (func(), func()) { return func() { time.Sleep(time.Second) }, nil }\n", n))
	}},
	{"results of one function", medium, func(n int) string {
		return above(each(n, "f(v)()\n"), "func f(v int) func() {\nswitch v {\n"+each(n, "case $i: return func() { time.Sleep(time.Second) }\n")+"}\nreturn nil\n}\n")
	}},
	{"results that are called at once", usual, func(n int) string {
		return above(each(n, "f$i()()\n"), each(n, "func f$i() func() { return func() { time.Sleep(time.Second) } }\n"))
	}},
	{"functions that take and return", usual, func(n int) string {
		return above("f := func() { time.Sleep(time.Second) }\n"+each(n, "f = same(f)\n")+"f()\n", "func same(f func()) func() { return f }\n")
	}},
	{"middleware", usual, func(n int) string {
		return above(each(n, "w$i(")+"func() { time.Sleep(time.Second) }"+each(n, ")")+"()\n", each(n, "func w$i(f func()) func() { return func() { f() } }\n"))
	}},
	{"channel of functions", medium, func(n int) string {
		return above(each(n, "(<-fs)()\n"), "var fs = make(chan func())\nfunc fill() {\n"+each(n, "fs <- func() { time.Sleep(time.Second) }\n")+"}\n")
	}},
	{"channels, each from the last", usual, func(n int) string {
		return above("c0 := s.in\n"+each(n, "c$j := c$i\n")+fill("c$i <- 1\n", n), "")
	}},
	{"channels, each from the last, all sent to", usual, func(n int) string {
		return above("c0 := s.in\n"+each(n, "c$j := c$i\nc$j <- 1\n"), "")
	}},
	{"channels passed down", usual, func(n int) string {
		return above("f0(s.in)\n", each(n, "func f$i(c chan int) { f$j(c) }\n")+fill("func f$i(c chan int) { c <- 1 }\n", n))
	}},
	{"channels of one variable", medium, func(n int) string {
		return above("var c chan int\n"+each(n, "c = make(chan int)\nc <- 1\n"), "")
	}},
	{"channels in fields", usual, func(n int) string {
		return above(each(n, "p.c$i <- 1\n"), "type ports struct {\n"+each(n, "c$i chan int\n")+"}\nvar p ports\n"+each(n, "func (p *ports) f$i() { <-p.c$i }\n"))
	}},
}
