package loop

import (
	"fmt"
	"log/slog"
	"path"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// contain deals with a panic in a callback, on the panicking stack.
func (l *Loop) contain(value any) {
	pe := l.panicError(value)
	l.observeEnd()
	l.report(observe.CallbackPanicked, 0, "", pe, nil)
	if l.panicHandler != nil && !l.turn.handling {
		l.turn.panicked = pe // the handler runs as a callback, under the guard
		return
	}
	l.turn.handling = false
	l.abandon()
	panic(pe)
}

// handlePanic runs the panic handler because of a callback that panicked.
func (l *Loop) handlePanic() {
	pe := l.turn.panicked
	l.turn.panicked = nil
	l.handle(pe)
}

// handle runs the panic handler.
func (l *Loop) handle(pe *PanicError) {
	l.turn.handling = true
	l.panicHandler(pe)
	l.turn.handling = false
}

// abandon closes the loop on another goroutine, because a panic is taking this
// one: the caller of Run may recover it, and nobody must wait in vain. Only the
// locked thread that serves a loop can end its coroutines, so there the panic waits.
func (l *Loop) abandon() {
	l.ask(killing)
	if l.isPinned() {
		for !l.work() {
		}
		return
	}
	l.unbind()
	go l.serve()
}

// failed hands the error of a detached future to whoever takes such errors.
func (l *Loop) failed(err error) {
	pe, _ := err.(*PanicError)
	if pe != nil && l.panicHandler != nil && l.errand(&handling{l, pe}) {
		return
	}
	if l.errorHandler == nil {
		l.logged.log(l.name, err)
		return
	}
	defer l.rescueErrorHandler()
	l.errorHandler(err)
}

// logEvery is how often a loop without an error handler logs at most.
const logEvery = time.Second

// A failureLog logs the errors of a loop's detached futures, and counts those that it
// leaves out lest they fill the disk.
type failureLog struct {
	mu      sync.Mutex
	last    time.Time
	leftOut int
}

func (f *failureLog) log(name string, err error) {
	f.mu.Lock()
	now := time.Now()
	if !f.last.IsZero() && now.Sub(f.last) < logEvery {
		f.leftOut++
		f.mu.Unlock()
		return
	}
	leftOut := f.leftOut
	f.last, f.leftOut = now, 0
	f.mu.Unlock()
	attrs := []any{"loop", name, "err", err}
	if leftOut > 0 {
		attrs = append(attrs, "left out", leftOut)
	}
	slog.Error("loop: a detached future failed", attrs...)
}

// rescueErrorHandler hands a panic of the error handler to the panic handler, if
// there is one: the goroutine that completes a future may be anybody's.
func (l *Loop) rescueErrorHandler() {
	r := recover()
	if r == nil {
		return
	}
	pe := l.panicError(r)
	if l.panicHandler == nil || !l.errand(&handling{l, pe}) {
		panic(pe)
	}
	l.report(observe.CallbackPanicked, 0, "", pe, nil)
}

// A handling runs the panic handler on the loop for a detached future.
type handling struct {
	loop *Loop
	pe   *PanicError
}

func (h *handling) run()               { h.loop.handle(h.pe) }
func (h *handling) drop(*DroppedError) { h.run() }
func (h *handling) counts() bool       { return false }

// panicError describes a panic, on the panicking stack.
func (l *Loop) panicError(value any) *PanicError {
	if pe, ok := value.(*PanicError); ok && pe != nil {
		return pe // it was described once, deeper down
	}
	return &PanicError{Loop: l.name, Value: value, Func: panickingFunc(), Stack: debug.Stack()}
}

// panickingFunc names the function that this package called and that panicked:
// on the stack it stands above the first frame of this package's that runs functions
// and lies below the panic, and above what this package wraps it in.
func panickingFunc() string {
	pcs := make([]uintptr, 128)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	inPanic, ours, called := false, false, ""
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic" && ours && called != "":
			return called // what this package deferred called it, while another panic was under way
		case f.Function == "runtime.gopanic":
			inPanic = true
		case inPanic && isRunner(f.Function):
			return called
		case inPanic && path.Dir(f.File) == folder && !strings.HasSuffix(f.File, "_test.go"):
			ours = true
		default:
			ours = false
			called = fmt.Sprintf("%s (%s:%d)", f.Function, f.File, f.Line)
		}
		if !more {
			return ""
		}
	}
}

// isRunner reports whether the function named name runs other people's functions.
func isRunner(name string) bool {
	rest, ok := strings.CutPrefix(name, packagePath)
	if !ok {
		return false
	}
	for _, method := range []string{".runTaken", ".runWatched", ".runTimers", ".run", ".exec", ".perform"} {
		if strings.HasSuffix(rest, method) {
			return true
		}
	}
	return false
}

// folder is the folder of this package's source, as stacks spell it: the closures of
// its generic functions have their user's name.
var folder = func() string {
	_, file, _, _ := runtime.Caller(0)
	return path.Dir(file)
}()

// packagePath is this package's import path, as it stands in function names.
const packagePath = "github.com/loopcheck/loopcheck/loopcheck/loop."

// entry returns the entry of a function value, or 0.
func entry(fn any) uintptr {
	v := reflect.ValueOf(fn)
	if v.Kind() != reflect.Func || v.IsNil() {
		return 0
	}
	return v.Pointer()
}
