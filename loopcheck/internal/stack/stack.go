// Package stack reads stacks as the harness shows them: the user's own code first,
// without the frames of the harness and the runtime.
package stack

import (
	"fmt"
	"path"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
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
	Print(&b, s)
	return b.String()
}

// Print writes a stack as [Stack.String] does.
func Print(b *strings.Builder, s Stack) {
	for _, f := range s {
		fmt.Fprintf(b, "        %s\n            %s:%d\n", f.Func, f.File, f.Line)
	}
}

// Callers returns the user's part of the calling goroutine's stack.
func Callers() Stack {
	pcs := make([]uintptr, 32)
	return OfPCs(pcs[:runtime.Callers(2, pcs)])
}

// OfPCs returns the user's part of a stack of program counters.
func OfPCs(pcs []uintptr) Stack {
	if len(pcs) == 0 {
		return nil
	}
	var s Stack
	frames := runtime.CallersFrames(pcs)
	for {
		f, more := frames.Next()
		s = append(s, Frame{f.Function, f.File, f.Line})
		if !more {
			return User(s)
		}
	}
}

// OfGoroutine returns all of a goroutine's stack.
func OfGoroutine(g traceback.Goroutine) Stack {
	s := make(Stack, len(g.Frames))
	for i, f := range g.Frames {
		s[i] = Frame(f)
	}
	return s
}

// User returns the part of a stack that the user wrote, with what of other
// modules stands between. If there is no such part it returns it all.
func User(s Stack) Stack {
	first := slices.IndexFunc(s, IsUser)
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
		if IsUser(f) {
			end = len(kept)
		}
	}
	return kept[:end]
}

// Root returns the outermost function of the user's, or nil.
func Root(s Stack) *Frame {
	for i := len(s) - 1; i >= 0; i-- {
		if IsUser(s[i]) {
			return &s[i]
		}
	}
	return nil
}

// Callee returns the innermost function that the user did not write and did call,
// or "" if the user's own code is innermost.
func Callee(s Stack) string {
	first := slices.IndexFunc(s, IsUser)
	if first <= 0 {
		return ""
	}
	return path.Base(s[first-1].Func)
}

// IsUser reports whether the function is the user's own: neither the harness's nor the
// standard library's, nor of a module that was downloaded.
func IsUser(f Frame) bool { return !f.isHarness() && !f.isStandard() && !f.isDependency() }

// isDependency reports whether the function is of a module that was downloaded, or
// vendored.
func (f Frame) isDependency() bool {
	return strings.Contains(f.File, "@v") || strings.Contains(f.File, "/vendor/")
}

// Harness begins the functions of package loopcheck and of those below it.
const Harness = "github.com/loopcheck/loopcheck/loopcheck"

func (f Frame) isHarness() bool {
	if path.Dir(f.File) == loopFolder && !strings.HasSuffix(f.File, "_test.go") {
		return true // also a closure of a generic function, which has its user's name
	}
	rest, ok := strings.CutPrefix(f.Func, Harness)
	if !ok {
		return false
	}
	if adapter, ok := strings.CutPrefix(rest, "/adapters/"); ok {
		name, _, _ := strings.Cut(adapter, ".")
		return !strings.HasSuffix(name, "_test")
	}
	return strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "/loop.") || strings.HasPrefix(rest, "/watch.") || strings.HasPrefix(rest, "/internal/")
}

// loopFolder is the folder of package loop's sources as stacks spell it: this
// package's is beside it, and needs nothing of it.
var loopFolder = path.Join(folderOf(Entry), "../../loop")

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
	f := runtime.FuncForPC(Entry(fn))
	if f == nil {
		return ""
	}
	file, _ := f.FileLine(f.Entry())
	return path.Dir(file)
}

// Entry returns the entry of a function.
func Entry(fn any) uintptr { return reflect.ValueOf(fn).Pointer() }

// Whereabouts says where a goroutine is, such as " in time.Sleep at hub.go:31".
func Whereabouts(g traceback.Goroutine) string {
	all := OfGoroutine(g)
	what := Callee(all)
	if what == "" {
		what = stateInWords(g.State)
	}
	user := User(all)
	if len(user) == 0 || !IsUser(user[0]) {
		return " in " + what
	}
	return fmt.Sprintf(" in %s at %s:%d", what, filepath.Base(user[0].File), user[0].Line)
}

// stateInWords says what a goroutine does whose own code is innermost.
func stateInWords(state string) string {
	switch state {
	case "running", "runnable", "":
		return "a computation"
	case "select (no cases)":
		return "an empty select"
	}
	return "a " + state
}
