package main

// closures are shapes of function literals in one function.
var closures = []shape{
	{"closures that call each other", small, func(n int) string {
		return `package a
func walk(cb func(int)) {
` + each(n, "var f$i func(int)\n") + each(n, "f$i = func(d int) { if d == 0 { cb($i); return }\n"+each(n, "f$i(d-1)\n")+"}\n") + "f0(1)\n}\n"
	}},
	{"closures in a ring with chords", medium, func(n int) string {
		return `package a
func walk(cb func(int)) {
` + each(n+1, "var f$i func(int)\n") + each(n, "f$i = func(d int) { cb($i); f$j(d-1); f0(d) }\n") + fill("f$i = func(d int) { f0(d) }\n", n) + "f0(1)\n}\n"
	}},
	{"closures that call the last twice", medium, func(n int) string {
		return "package a\nfunc walk(cb func()) {\nf0 := func() { cb() }\n" + each(n, "f$j := func() { f$i(); f$i() }\n") + fill("f$i()\n}\n", n)
	}},
	{"closures that call the last two", medium, func(n int) string {
		return "package a\nfunc walk(cb func()) {\nf0 := func() { cb() }\n" + each(n, "g$j := func() { f$i() }\nf$j := func() { f$i(); g$j() }\n") + fill("f$i()\n}\n", n)
	}},
	{"closures that call the last", usual, func(n int) string {
		return "package a\nfunc walk(cb func()) {\nf0 := func() { cb() }\n" + each(n, "f$j := func() { f$i() }\n") + fill("f$i()\n}\n", n)
	}},
	{"closures on the loop", usual, func(n int) string {
		return above("f0 := func() { time.Sleep(time.Second) }\n"+each(n, "f$j := func() { f$i() }\n")+fill("f$i()\n", n), "")
	}},
	{"closures on the loop, twice", medium, func(n int) string {
		return above("f0 := func() { time.Sleep(time.Second) }\n"+each(n, "f$j := func() { f$i(); f$i() }\n")+fill("f$i()\n", n), "")
	}},
	{"closures that start the last twice", medium, func(n int) string {
		return above("f0 := func() { time.Sleep(time.Second) }\n"+each(n, "f$j := func() { go f$i(); defer f$i() }\n")+fill("f$i()\n", n), "")
	}},
	{"closures that hand on the last twice", medium, func(n int) string {
		return above("f0 := func() { time.Sleep(time.Second) }\n"+each(n, "f$j := func() { do(f$i); do(f$i) }\n")+fill("f$i()\n", n), "func do(f func()) { f() }\n")
	}},
	{"closures in literals, handed on twice", medium, func(n int) string {
		return "package a\nfunc do(f func()) { f() }\nfunc walk(cb func()) {\nf0 := func() { cb() }\n" +
			each(n, "f$j := func() { do(func() { f$i() }); do(func() { f$i() }) }\n") + fill("f$i()\n}\n", n)
	}},
	{"closures in fields", medium, func(n int) string {
		return above("t := &table{}\n"+each(n, "t.f$j = func() { t.f$i(); t.f$i() }\n")+"t.f0 = func() { time.Sleep(time.Second) }\n"+fill("t.f$i()\n", n),
			"type table struct {\n"+each(n+1, "f$i func()\n")+"}\n")
	}},
	{"closures in package variables", medium, func(n int) string {
		return above(fill("f$i()\n", n), "var f0 = func() { time.Sleep(time.Second) }\n"+each(n, "var f$j = func() { f$i(); f$i() }\n"))
	}},
	{"literals called in place", usual, func(n int) string {
		return above(each(n, "func() { time.Sleep(time.Second) }()\n"), "")
	}},
	{"literals in literals", medium, func(n int) string {
		return above(each(n, "func() {\n")+"time.Sleep(time.Second)\n"+each(n, "}()\n"), "")
	}},
	{"literals in literals, with a callback", medium, func(n int) string {
		return "package a\nfunc walk(cb func()) {\n" + each(n, "func() {\n") + "cb()\n" + each(n, "}()\n") + "}\n"
	}},
	{"literals in literals, handed on", medium, func(n int) string {
		return above(each(n, "do(func() {\n")+"time.Sleep(time.Second)\n"+each(n, "})\n"), "func do(f func()) { f() }\n")
	}},
	{"goroutines in goroutines", medium, func(n int) string {
		return above(each(n, "go func() {\n")+"s.in <- 1\n"+each(n, "}()\n"), "")
	}},
	{"closures that return closures", medium, func(n int) string {
		return above("f0 := func() { time.Sleep(time.Second) }\n"+each(n, "f$j := func() func() { return f$i }()\n")+fill("f$i()\n", n), "")
	}},
	{"captured variables", usual, func(n int) string {
		return above(each(n, "x$i := v\n")+"go func() {\n"+each(n, "x$i++\n")+"}()\n"+each(n, "println(x$i)\n"), "")
	}},
	{"each closure captures the last variable", usual, func(n int) string {
		return above("x0 := v\n"+each(n, "var x$j int; go func() { x$j = x$i; println(x$j) }()\n"), "")
	}},
	{"recursive closures", usual, func(n int) string {
		return above(each(n, "var f$i func(int)\nf$i = func(d int) { if d > 0 { f$i(d-1) }; time.Sleep(time.Second) }\nf$i(v)\n"), "")
	}},
	{"functions with a closure of a callback", usual, func(n int) string {
		return "package a\n" + each(n, "func f$i(cb func()) { g := func() { cb() }; g() }\n")
	}},
}
