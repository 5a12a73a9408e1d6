package loopcheck

import (
	"fmt"
	"slices"
	"strings"
)

// A trace is what happened in a schedule, step by step.
type trace struct {
	steps []string
	begun string              // the step in progress
	runs  map[string][]string // what ran in it, by loop
}

// beginStep notes that a source's hand-off is let in.
func (tr *trace) beginStep(source, what string) { tr.begun = source + " " + what }

// ran notes that a loop runs a callback. Of two loops that run at the same time
// the order is nobody's, so each is noted for itself.
func (tr *trace) ran(loop, kind, what string) {
	if tr.runs == nil {
		tr.runs = make(map[string][]string)
	}
	tr.runs[loop] = append(tr.runs[loop], fmt.Sprintf("%s: %s", kind, what))
}

// endStep ends the step in progress. What ran between steps, because time has
// passed, is a step too.
func (tr *trace) endStep() {
	if tr.begun == "" && len(tr.runs) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString(tr.begun)
	if tr.begun == "" {
		b.WriteString("time passes")
	}
	loops := make([]string, 0, len(tr.runs))
	for loop := range tr.runs {
		loops = append(loops, loop)
	}
	slices.Sort(loops)
	for _, loop := range loops {
		fmt.Fprintf(&b, "; %s runs %s", loop, strings.Join(tr.runs[loop], ", then "))
	}
	tr.steps = append(tr.steps, b.String())
	tr.begun, tr.runs = "", nil
}

// String returns the trace in words, a line a step.
func (tr *trace) String() string {
	var b strings.Builder
	for i, step := range tr.steps {
		fmt.Fprintf(&b, "    step %d: %s\n", i+1, step)
	}
	return b.String()
}

// diverges returns the first step, from 0, in which two traces differ, or -1.
func (tr *trace) diverges(other *trace) int {
	for i := range max(len(tr.steps), len(other.steps)) {
		if tr.step(i) != other.step(i) {
			return i
		}
	}
	return -1
}

func (tr *trace) step(i int) string {
	if i >= len(tr.steps) {
		return "the end"
	}
	return tr.steps[i]
}
