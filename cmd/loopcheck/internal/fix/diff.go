package fix

import (
	"bytes"
	"fmt"
	"slices"
)

// around is how many lines that stay the same a patch shows before and after what
// changes.
const around = 3

// A change replaces lines of the one text, from a up to aEnd, with lines of the other.
type change struct{ a, aEnd, b, bEnd int }

// unified is the difference between two texts as a patch.
func unified(name string, before, after []byte) []byte {
	a, b := lines(before), lines(after)
	changes := compare(a, b)
	if len(changes) == 0 {
		return nil
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", name, name)
	for len(changes) > 0 {
		n := 1
		for n < len(changes) && changes[n].a-changes[n-1].aEnd <= 2*around {
			n++
		}
		writeHunk(&out, a, b, changes[:n])
		changes = changes[n:]
	}
	return out.Bytes()
}

// writeHunk writes changes that are near each other, and the lines around them.
func writeHunk(out *bytes.Buffer, a, b [][]byte, changes []change) {
	first, last := changes[0], changes[len(changes)-1]
	before, after := min(around, first.a), min(around, len(a)-last.aEnd)
	from, to := first.a-before, last.aEnd+after
	fmt.Fprintf(out, "@@ -%d,%d +%d,%d @@\n", from+1, to-from, first.b-before+1, last.bEnd+after-(first.b-before))
	at := from
	for _, c := range changes {
		writeLines(out, ' ', a[at:c.a])
		writeLines(out, '-', a[c.a:c.aEnd])
		writeLines(out, '+', b[c.b:c.bEnd])
		at = c.aEnd
	}
	writeLines(out, ' ', a[at:to])
}

func writeLines(out *bytes.Buffer, sign byte, lines [][]byte) {
	for _, line := range lines {
		out.WriteByte(sign)
		out.Write(line)
		if !bytes.HasSuffix(line, []byte("\n")) {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// lines splits a text after each line.
func lines(text []byte) [][]byte {
	all := bytes.SplitAfter(text, []byte("\n"))
	if last := len(all) - 1; len(all[last]) == 0 {
		all = all[:last]
	}
	return all
}

// compare finds the fewest lines that make b of a (Myers): reach[k] is how far a way
// with d changes comes on the diagonal k, on which it is k lines further in a than in b.
func compare(a, b [][]byte) []change {
	reach := map[int]int{1: 0}
	var ways []map[int]int
	for d := 0; ; d++ {
		now := make(map[int]int)
		for k := -d; k <= d; k += 2 {
			x := reach[k-1] + 1
			if k == -d || k != d && reach[k-1] < reach[k+1] {
				x = reach[k+1]
			}
			for x < len(a) && x-k < len(b) && bytes.Equal(a[x], b[x-k]) {
				x++
			}
			now[k] = x
			if x >= len(a) && x-k >= len(b) {
				return back(ways, len(a), len(b))
			}
		}
		ways = append(ways, now)
		reach = now
	}
}

// back follows the way that compare found from its end.
func back(ways []map[int]int, x, y int) []change {
	var all []change
	for d := len(ways); d > 0; d-- {
		reach, k := ways[d-1], x-y
		from := k - 1
		if k == -d || k != d && reach[k-1] < reach[k+1] {
			from = k + 1
		}
		px := reach[from]
		py := px - from
		c := change{px, px + 1, py, py} // a line of a goes
		if from == k+1 {
			c = change{px, px, py, py + 1}
		}
		if len(all) > 0 && all[len(all)-1].a == c.aEnd && all[len(all)-1].b == c.bEnd {
			c.aEnd, c.bEnd = all[len(all)-1].aEnd, all[len(all)-1].bEnd
			all = all[:len(all)-1]
		}
		all = append(all, c)
		x, y = px, py
	}
	slices.Reverse(all)
	return all
}
