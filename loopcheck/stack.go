package loopcheck

import (
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// A Stack is a list of calls, the innermost first.
type Stack []Frame

// A Frame is one call of a [Stack].
type Frame struct {
	Func string // with its import path, such as "net/http.(*Server).Serve"
	File string
	Line int
}

// String returns the function and its place, such as "http.(*Server).Serve (server.go:3285)".
func (f Frame) String() string {
	return fmt.Sprintf("%s (%s:%d)", path.Base(f.Func), filepath.Base(f.File), f.Line)
}

// String returns the stack as the harness prints it, two lines a frame.
func (s Stack) String() string {
	var b strings.Builder
	s.print(&b)
	return b.String()
}

func (s Stack) print(b *strings.Builder) {
	for _, f := range s {
		fmt.Fprintf(b, "        %s\n            %s:%d\n", f.Func, f.File, f.Line)
	}
}

func (s Stack) equal(other Stack) bool { return slices.Equal(s, other) }

// callers returns the user's part of the calling goroutine's stack.
func callers() Stack {
	pcs := make([]uintptr, 32)
	return ofPCs(pcs[:runtime.Callers(2, pcs)])
}

// ofPCs returns the user's part of a stack of program counters.
func ofPCs(pcs []uintptr) Stack {
	if len(pcs) == 0 {
		return nil
	}
	var s Stack
	frames := runtime.CallersFrames(pcs)
	for {
		f, more := frames.Next()
		s = append(s, Frame{f.Function, f.File, f.Line})
		if !more {
			return s.user()
		}
	}
}

// ofGoroutine returns all of a goroutine's stack.
func ofGoroutine(g traceback.Goroutine) Stack {
	s := make(Stack, len(g.Frames))
	for i, f := range g.Frames {
		s[i] = Frame(f)
	}
	return s
}

// user returns the part of the stack that the user wrote, with what of other
// modules stands between. If there is no such part it returns it all.
func (s Stack) user() Stack {
	first := slices.IndexFunc(s, Frame.isUser)
	if first < 0 {
		return s
	}
	var kept Stack
	end := 0
	for _, f := range s[first:] {
		if f.isHarness() {
			continue
		}
		kept = append(kept, f)
		if f.isUser() {
			end = len(kept)
		}
	}
	return kept[:end]
}

// root returns the outermost function of the user's, or nil.
func (s Stack) root() *Frame {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i].isUser() {
			return &s[i]
		}
	}
	return nil
}

// callee returns the innermost function that the user did not write and did call,
// or "" if the user's own code is innermost.
func (s Stack) callee() string {
	first := slices.IndexFunc(s, Frame.isUser)
	if first <= 0 {
		return ""
	}
	return path.Base(s[first-1].Func)
}

func (f Frame) isUser() bool { return !f.isHarness() && !f.isStandard() && !f.isDependency() }

// isDependency reports whether the function is of a module that was downloaded, or
// vendored.
func (f Frame) isDependency() bool {
	return strings.Contains(f.File, "@v") || strings.Contains(f.File, "/vendor/")
}

// harnessPath begins the functions of this package and of those below it.
const harnessPath = "github.com/loopcheck/loopcheck/loopcheck"

func (f Frame) isHarness() bool {
	if path.Dir(f.File) == loopFolder && !strings.HasSuffix(f.File, "_test.go") {
		return true // also a closure of a generic function, which has its user's name
	}
	rest, ok := strings.CutPrefix(f.Func, harnessPath)
	if !ok {
		return false
	}
	if adapter, ok := strings.CutPrefix(rest, "/adapters/"); ok {
		name, _, _ := strings.Cut(adapter, ".")
		return !strings.HasSuffix(name, "_test")
	}
	return strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "/loop.") || strings.HasPrefix(rest, "/internal/")
}

// loopFolder is the folder of package loop's sources as stacks spell it.
var loopFolder = folderOf(loop.New)

// isStandard reports whether the function is the standard library's, or go test's.
func (f Frame) isStandard() bool {
	if filepath.Base(f.File) == "_testmain.go" {
		return true
	}
	if standardRoot != "" {
		return strings.HasPrefix(f.File, standardRoot)
	}
	first, _, _ := strings.Cut(f.Func, "/")
	if first == f.Func {
		first, _, _ = strings.Cut(f.Func, ".")
	}
	return first != "main" && !strings.Contains(first, ".")
}

// standardRoot is the folder of the standard library's sources as stacks spell it,
// or "" if the binary was built with -trimpath, which removes it.
var standardRoot = strings.TrimSuffix(folderOf(time.Now), "time")

// folderOf returns the folder of a function's source as stacks spell it, or "".
func folderOf(fn any) string {
	f := runtime.FuncForPC(entryOf(fn))
	if f == nil {
		return ""
	}
	file, _ := f.FileLine(f.Entry())
	return path.Dir(file)
}
