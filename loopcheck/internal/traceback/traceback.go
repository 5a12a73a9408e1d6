// Package traceback reads the text in which the Go runtime prints goroutines.
// It is the only way to learn what another goroutine is doing, and which
// testing/synctest bubble it belongs to.
package traceback

import (
	"bytes"
	"runtime"
	"strconv"
	"strings"
)

// A Goroutine is one goroutine of a dump.
type Goroutine struct {
	ID      uint64
	State   string // such as "chan receive", without "(durable)"; empty if unreadable
	Minutes int    // how long it has waited, as far as a garbage collection saw it
	Bubble  uint64 // the number of its synctest bubble, 0 for none
	Frames  []Frame
	Elided  int   // how many frames the runtime left out, at least
	Created Frame // the go statement that made it; zero for the main goroutine
	Creator uint64
}

// A Frame is one call of a stack.
type Frame struct {
	Func string // with its import path, such as "net/http.(*Server).Serve"
	File string
	Line int
}

// maxDump bounds what [All] reads: what does not fit is left out.
const maxDump = 64 << 20

// All returns all goroutines, the calling one first. It stops the world: about
// 30 microseconds with ten goroutines, 25 milliseconds with a thousand.
func All() []Goroutine {
	buf := make([]byte, 64<<10)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) || len(buf) >= maxDump {
			return Parse(buf[:n])
		}
		buf = make([]byte, 2*len(buf))
	}
}

// Current returns the calling goroutine's ID, State and Bubble, without its
// frames. It takes about two microseconds.
func Current() Goroutine {
	var buf [256]byte
	line, _, _ := bytes.Cut(buf[:runtime.Stack(buf[:], false)], []byte("\n"))
	var g Goroutine
	g.header(string(line))
	return g
}

// CurrentFull is [Current] with the frames and the creator.
func CurrentFull() Goroutine {
	buf := make([]byte, 4<<10)
	for {
		n := runtime.Stack(buf, false)
		if n == len(buf) && len(buf) < maxDump {
			buf = make([]byte, 2*len(buf))
			continue
		}
		if all := Parse(buf[:n]); len(all) > 0 {
			return all[0]
		}
		return Current()
	}
}

// Parse reads a dump as runtime.Stack and debug.Stack make it. What it does not
// understand it skips: a dump may be cut off, and the format is not promised.
func Parse(dump []byte) []Goroutine {
	var all []Goroutine
	lines := strings.Split(string(dump), "\n")
	for i := 0; i < len(lines); i++ {
		var g Goroutine
		if !g.header(lines[i]) {
			continue
		}
		i = g.body(lines, i+1)
		all = append(all, g)
	}
	return all
}

// header reads "goroutine 7 [sleep (durable), 2 minutes, synctest bubble 3]:".
// Between the number and the bracket a verbose traceback has gp=… m=….
func (g *Goroutine) header(line string) bool {
	rest, ok := strings.CutPrefix(line, "goroutine ")
	if !ok {
		return false
	}
	number, rest, _ := strings.Cut(rest, " ")
	id, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return false
	}
	g.ID = id
	_, rest, _ = strings.Cut(rest, "[")
	// Labels come last and are quoted text of the user's, which may hold anything.
	rest, _, _ = strings.Cut(rest, " labels:{")
	rest = strings.TrimSuffix(strings.TrimSuffix(rest, ":"), "]")
	for i, part := range strings.Split(rest, ", ") {
		if i == 0 {
			g.State, _, _ = strings.Cut(part, " (durable)")
			g.State, _, _ = strings.Cut(g.State, " (scan)")
		}
		if n, ok := strings.CutPrefix(part, "synctest bubble "); ok {
			g.Bubble, _ = strconv.ParseUint(n, 10, 64)
		}
		if n, ok := strings.CutSuffix(part, " minutes"); ok {
			g.Minutes, _ = strconv.Atoi(n)
		}
	}
	return true
}

// body reads the frames from lines[i] on, and returns the index of the line that
// ends them.
func (g *Goroutine) body(lines []string, i int) int {
	for ; i < len(lines) && lines[i] != ""; i++ {
		line := lines[i]
		if n, ok := elided(line); ok {
			g.Elided += n
			continue
		}
		file, number, ok := position(next(lines, i))
		if strings.HasPrefix(line, "goroutine ") && !ok {
			return i - 1 // the blank line before a header is missing
		}
		if ok {
			i++
		}
		if made, isCreator := strings.CutPrefix(line, "created by "); isCreator {
			name, by, _ := strings.Cut(made, " in goroutine ")
			g.Creator, _ = strconv.ParseUint(by, 10, 64)
			g.Created = Frame{Func: name, File: file, Line: number}
			continue
		}
		if strings.HasPrefix(line, "\t") {
			continue // a position without its function
		}
		g.Frames = append(g.Frames, Frame{Func: function(line), File: file, Line: number})
	}
	return i
}

func next(lines []string, i int) string {
	if i+1 < len(lines) {
		return lines[i+1]
	}
	return ""
}

// function takes the arguments from "pkg.(*T).Method(0x1, {0x2, ...})".
func function(line string) string {
	end := strings.LastIndexByte(line, '(')
	if end <= 0 || !strings.HasSuffix(line, ")") {
		return line
	}
	return line[:end]
}

// position reads "\t/path/file.go:12 +0x1f".
func position(line string) (file string, number int, ok bool) {
	rest, ok := strings.CutPrefix(line, "\t")
	if !ok {
		return "", 0, false
	}
	colon := strings.LastIndexByte(rest, ':')
	if colon < 0 {
		return "", 0, false
	}
	digits, _, _ := strings.Cut(rest[colon+1:], " ")
	number, err := strconv.Atoi(digits)
	if err != nil {
		return "", 0, false
	}
	return rest[:colon], number, true
}

// elided reads "...23 frames elided..." and "...additional frames elided...".
func elided(line string) (n int, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(line), "...")
	if !ok {
		return 0, false
	}
	number, rest, _ := strings.Cut(rest, " ")
	if !strings.HasPrefix(rest, "frames elided") {
		return 0, false
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		n = 1
	}
	return n, true
}
