package paths_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A writer makes up functions.
type writer struct {
	r      *rand.Rand
	b      strings.Builder
	calls  int
	labels int
	size   int
	loops  []string // labels of the loops around, "" for one without
}

func (w *writer) function() string {
	w.b.WriteString("func f() {\n")
	w.list(3, true)
	w.b.WriteString("}\n")
	return w.b.String()
}

func (w *writer) call() string { w.calls++; return fmt.Sprintf("s%d()", w.calls) }

func (w *writer) cond() string {
	switch w.r.IntN(5) {
	case 0:
		return w.call() + " && " + w.call()
	case 1:
		return w.call() + " || " + w.call()
	case 2:
		return "!(" + w.call() + " && (" + w.call() + " || " + w.call() + "))"
	}
	return w.call()
}

func (w *writer) list(depth int, top bool) {
	for range 1 + w.r.IntN(3) {
		if top && w.labels < 2 && w.r.IntN(6) == 0 {
			w.labels++
			fmt.Fprintf(&w.b, "G%d:\n", w.labels)
		}
		w.stmt(depth)
	}
	if top { // the labels that a goto may name
		for w.labels < 2 {
			w.labels++
			fmt.Fprintf(&w.b, "G%d:\n%s\n", w.labels, w.call())
		}
	}
}

func (w *writer) stmt(depth int) {
	w.size++
	if depth == 0 || w.size > 8 {
		fmt.Fprintln(&w.b, w.call())
		return
	}
	switch w.r.IntN(16) {
	case 0, 1:
		fmt.Fprintf(&w.b, "if %s {\n", w.cond())
		w.list(depth-1, false)
		if w.r.IntN(2) == 0 {
			w.b.WriteString("} else {\n")
			w.list(depth-1, false)
		}
		w.b.WriteString("}\n")
	case 2:
		w.loop(depth, "for {\n", "")
	case 3:
		w.loop(depth, fmt.Sprintf("for ; %s; %s {\n", w.cond(), w.call()), "")
	case 4:
		w.loop(depth, fmt.Sprintf("for x[%s] = range %s {\n", w.call(), w.call()), fmt.Sprintf("R%d", w.size))
	case 5:
		w.switches(depth)
	case 6:
		w.selects(depth)
	case 7:
		fmt.Fprintf(&w.b, "return %s\n", w.call())
	case 8:
		fmt.Fprintf(&w.b, "%s(1)\n", []string{"panic", "os.Exit"}[w.r.IntN(2)])
	case 9:
		fmt.Fprintf(&w.b, "goto G%d\n", 1+w.r.IntN(2))
	case 10:
		w.jump()
	case 11:
		fmt.Fprintf(&w.b, "defer %s.Unlock()\n", w.mutex())
	case 12, 13:
		fmt.Fprintf(&w.b, "%s.Lock()\n", w.mutex())
	case 14:
		fmt.Fprintf(&w.b, "%s.Unlock()\n", w.mutex())
	default:
		fmt.Fprintf(&w.b, "%s + %s(%s)\n", w.call(), strings.TrimSuffix(w.call(), "()"), w.call())
	}
}

func (w *writer) mutex() string { return []string{"mu", "mv"}[w.r.IntN(2)] }

func (w *writer) loop(depth int, head, label string) {
	if label != "" {
		w.b.WriteString(label + ":\n")
	}
	w.b.WriteString(head)
	w.loops = append(w.loops, label)
	w.list(depth-1, false)
	w.loops = w.loops[:len(w.loops)-1]
	w.b.WriteString("}\n")
}

func (w *writer) jump() {
	if len(w.loops) == 0 {
		fmt.Fprintln(&w.b, w.call())
		return
	}
	word := []string{"break", "continue"}[w.r.IntN(2)]
	fmt.Fprintln(&w.b, word, w.loops[w.r.IntN(len(w.loops))])
}

func (w *writer) switches(depth int) {
	tag, n, def := "", 1+w.r.IntN(3), w.r.IntN(4)
	if w.r.IntN(2) == 0 {
		tag = w.call()
	}
	fmt.Fprintf(&w.b, "switch %s {\n", tag)
	for i := range n {
		if i == def {
			w.b.WriteString("default:\n")
		} else {
			fmt.Fprintf(&w.b, "case %s, %s:\n", w.call(), w.call())
		}
		w.list(depth-1, false)
		if i+1 < n && w.r.IntN(3) == 0 {
			w.b.WriteString("fallthrough\n")
		}
	}
	w.b.WriteString("}\n")
}

func (w *writer) selects(depth int) {
	w.b.WriteString("select {\n")
	for range w.r.IntN(3) {
		comms := []string{"<-" + w.call(), "x[" + w.call() + "] = <-" + w.call(), w.call() + " <- " + w.call()}
		fmt.Fprintf(&w.b, "case %s:\n", comms[w.r.IntN(3)])
		w.list(depth-1, false)
	}
	if w.r.IntN(2) == 0 {
		w.b.WriteString("default:\n")
		w.list(depth-1, false)
	}
	w.b.WriteString("}\n")
}
