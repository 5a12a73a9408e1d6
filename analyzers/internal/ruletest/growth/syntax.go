package main

// syntax are shapes of one function's text.
var syntax = []shape{
	{"statements", usual, func(n int) string {
		return above(each(n, "v++\nprintln(v)\n"), "")
	}},
	{"findings", usual, func(n int) string {
		return above(each(n, "time.Sleep(time.Second)\n"), "")
	}},
	{"blocks in blocks", medium, func(n int) string {
		return above(each(n, "{\n")+"time.Sleep(time.Second)\n"+each(n, "}\n"), "")
	}},
	{"ifs in ifs", medium, func(n int) string {
		return above(each(n, "if v > $i {\n")+"time.Sleep(time.Second)\n"+each(n, "}\n"), "")
	}},
	{"ifs in ifs, a finding each", medium, func(n int) string {
		return above(each(n, "if v > $i {\ntime.Sleep(time.Second)\n")+each(n, "}\n"), "")
	}},
	{"else ifs", medium, func(n int) string {
		return above("if v < 0 {\n}"+each(n, " else if v > $i {\ntime.Sleep(time.Second)\n}"), "")
	}},
	{"ifs", usual, func(n int) string {
		return above(each(n, "if v > $i { time.Sleep(time.Second) }\n"), "")
	}},
	{"loops in loops", medium, func(n int) string {
		return above(each(n, "for range v {\n")+"time.Sleep(time.Second)\n"+each(n, "}\n"), "")
	}},
	{"loops in loops, a go each", medium, func(n int) string {
		return above(each(n, "for range v {\ngo f()\n")+each(n, "}\n"), "func f() "+sleeps)
	}},
	{"selects in selects", medium, func(n int) string {
		return above(each(n, "select { case <-s.other:\n")+"s.in <- 1\n"+each(n, "}\n"), "")
	}},
	{"serving loops in serving loops", medium, func(n int) string {
		return served("func (s *state) handle(int) {}\nfunc (s *state) deep() {\n" + each(n, "for { select { case <-s.in:\n") + "s.in <- 1\n" + each(n, "case <-s.other: } }\n") + "}\nfunc begin() { go (&state{}).deep() }\n")
	}},
	{"labels and gotos", usual, func(n int) string {
		return above(each(n, "L$i:\nif v > $i { goto L$i }\ntime.Sleep(time.Second)\n"), "")
	}},
	{"labelled loops in loops", medium, func(n int) string {
		return above(each(n, "L$i:\nfor {\nif v > $i { break L$i }\n")+"time.Sleep(time.Second)\n"+each(n, "}\n"), "")
	}},
	{"returns", usual, func(n int) string {
		return above("f(v)\n", "func f(v int) int {\n"+each(n, "if v == $i { time.Sleep(time.Second); return $i }\n")+"return v\n}\n")
	}},
	{"cases of a switch", usual, func(n int) string {
		return above("switch v {\n"+each(n, "case $i: time.Sleep(time.Second)\n")+"}\n", "")
	}},
	{"cases of a type switch", usual, func(n int) string {
		return above("switch any(v).(type) {\n"+each(n, "case t$i: f$i()\n")+"}\n", each(n, "type t$i struct{}\nfunc f$i() "+sleeps))
	}},
	{"parentheses", medium, func(n int) string {
		return above(each(n, "(")+"time.Sleep"+each(n, ")")+"(time.Second)\n", "")
	}},
	{"operands", usual, func(n int) string {
		return above("println(v"+each(n, " + f($i)")+")\n", "func f(v int) int { time.Sleep(time.Second); return v }\n")
	}},
	{"selectors", medium, func(n int) string {
		return above("var p *node\np"+each(n, ".next")+".f()\n", "type node struct{ next *node }\nfunc (*node) f() "+sleeps)
	}},
	{"selectors, growing", small, func(n int) string {
		var body, path string
		for range n {
			path += ".next"
			body += "p" + path + ".f()\n"
		}
		return above("var p *node\n"+body, "type node struct{ next *node }\nfunc (*node) f() "+sleeps)
	}},
	{"calls of calls", medium, func(n int) string {
		return above("var b builder\nb"+each(n, ".add()")+"\n", "type builder struct{}\nfunc (b builder) add() builder { time.Sleep(time.Second); return b }\n")
	}},
	{"indexes", medium, func(n int) string {
		return above("f("+each(n, "x[")+"v"+each(n, "]")+")\n", "var x []int\nfunc f(int) "+sleeps)
	}},
	{"composite literals in literals", medium, func(n int) string {
		return above("_ = "+each(n, "&node{func() { time.Sleep(time.Second) }, ")+"nil"+each(n, "}")+"\n", "type node struct{ f func(); next *node }\n")
	}},
	{"directives in one function", usual, func(n int) string {
		return above(each(n, "time.Sleep(time.Second) //loopcheck:ignore loopblock it is meant to\n"), "")
	}},
	{"directives above statements", usual, func(n int) string {
		return above(each(n, "//loopcheck:ignore loopblock it is meant to\ntime.Sleep(time.Second)\n"), "")
	}},
	{"directives that ignore nothing", usual, func(n int) string {
		return above(each(n, "v++ //loopcheck:ignore loopblock it is meant to\n"), "")
	}},
	{"directives that cannot be read", usual, func(n int) string {
		return above(each(n, "v++ //loopcheck:bogus\n"), "")
	}},
	{"directives of functions", usual, func(n int) string {
		return above(each(n, "f$i()\n"), each(n, "//loopcheck:ignore loopblock it is meant to\nfunc f$i() "+sleeps))
	}},
	{"directives in a literal of many lines", usual, func(n int) string {
		return above("x(1,\n"+each(n, "2, //loopcheck:ignore loopblock it is meant to\n")+")\n", "func x(...int) "+sleeps)
	}},
	{"comments", usual, func(n int) string {
		return above(each(n, "// owned by run()\nv++ // runs on the loop\n"), "")
	}},
	{"long names", medium, func(n int) string {
		long := each(n, "name$i")
		return above(long+"()\n", "func "+long+"() "+sleeps)
	}},
	{"long strings", usual, func(n int) string {
		return above("println(\""+each(n, "word$i ")+"\")\n", "")
	}},
	{"files", usual, func(n int) string {
		return "-- example.com/a/a.go --\n" + above("f0()\n", fill("func f$i() "+sleeps, n)) +
			each(n, "-- example.com/a/a$i.go --\npackage a\n\nimport \"time\"\n\nfunc f$i() { time.Sleep(time.Second); f$j() }\n")
	}},
	{"packages", usual, func(n int) string {
		return "-- example.com/p0/p.go --\npackage p0\n\nimport \"time\"\n\nfunc F(cb func()) { time.Sleep(time.Second); cb() }\n" +
			each(n, "-- example.com/p$j/p.go --\npackage p$j\n\nimport p \"example.com/p$i\"\n\nfunc F(cb func()) { p.F(cb) }\n")
	}},
}
