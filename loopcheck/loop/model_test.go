package loop

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A model does, in a few lines, what the loop should do with a program: a list of
// operations that one goroutine performs while the loop is blocked, and then lets
// go. Every operation that is handed over has a number; the model says which
// numbers run, in which order, and how futures end.
type model struct {
	runs    []int          // what runs, in order, timers apart
	timers  []int          // what timers run, in order
	results map[int]string // how the futures end
	holds   int
}

// An op is one operation of a program.
type op byte

const (
	opPost op = iota
	opPanic
	opGoexit
	opSubmit
	opSubmitError
	opSubmitPanic
	opSubmitGoexit
	opCancel
	opAfter
	opStop
	opTask
	opTaskGoexit
	opHold
	opPut
	opNested
	ops
)

// run performs a program on a real loop and on the model, and compares them.
func runProgram(t *testing.T, program []byte) {
	synctest.Test(t, func(t *testing.T) {
		p := &performance{want: model{results: map[int]string{}}, got: model{results: map[int]string{}}}
		p.loop = New(WithPanicHandler(func(*PanicError) {}))
		p.queue = NewQueue[int](p.loop, 1<<20)
		free := blockLoop(t, p.loop)
		for i, b := range program {
			p.perform(i, op(b)%ops, int(b)/int(ops))
		}
		p.settle()
		free()
		time.Sleep(time.Hour) // all timers are due by then
		if err := p.loop.Shutdown(bg); err != nil {
			t.Errorf("Shutdown: %v", err)
		}
		for n, f := range p.futures {
			v, err, done := f.TryResult()
			p.got.results[n] = end(v, err)
			if !done {
				p.got.results[n] = "never ended"
			}
		}
		if got, want := fmt.Sprint(p.got), fmt.Sprint(p.want); got != want {
			t.Fatalf("program %v\n got %s\nwant %s", program, got, want)
		}
		if p.loop.in.posted != p.loop.turn.ran {
			t.Fatalf("program %v: %d posted, %d ran", program, p.loop.in.posted, p.loop.turn.ran)
		}
	})
}

// end says how a future ended.
func end(v int, err error) string {
	var pe *PanicError
	if errors.As(err, &pe) {
		err = errPanicked
	}
	return fmt.Sprintf("%d, %v", v, err)
}

var errPanicked = errors.New("panicked")

var errModel = errors.New("failed")

// A performance is a program on its way.
type performance struct {
	loop      *Loop
	queue     *Queue[int]
	want, got model
	futures   map[int]*Future[int]
	order     []int // the numbers of futures, as made
	cancelled map[int]bool
	timers    []*Timer
	armed     []armedTimer
	releases  []func(func()) error
}

// An armedTimer is what the model knows of a timer.
type armedTimer struct {
	at, n   int
	stopped bool
}

func (p *performance) note(n int) { p.got.runs = append(p.got.runs, n) }

// future performs one that makes a future.
func (p *performance) future(n int, f *Future[int], result string) {
	if p.futures == nil {
		p.futures, p.cancelled = map[int]*Future[int]{}, map[int]bool{}
	}
	p.futures[n] = f
	p.order = append(p.order, n)
	p.want.results[n] = result
	p.want.runs = append(p.want.runs, n)
}

func (p *performance) perform(n int, o op, arg int) {
	l := p.loop
	switch o {
	case opPost, opPanic, opGoexit:
		l.Post(func() { p.note(n); leave(o) })
		p.want.runs = append(p.want.runs, n)
	case opSubmit, opSubmitError, opSubmitPanic, opSubmitGoexit:
		f := Submit(l, func() (int, error) { p.note(n); return n, leave(o) })
		p.future(n, f, map[op]string{
			opSubmit:       end(n, nil),
			opSubmitError:  end(n, errModel),
			opSubmitPanic:  end(0, errPanicked),
			opSubmitGoexit: end(0, ErrGoexit),
		}[o])
	case opTask, opTaskGoexit:
		f := Go(l, func(ctx context.Context) (int, error) {
			p.note(n)
			if err := Sleep(ctx, time.Millisecond); err != nil {
				return 0, err
			}
			return n, leave(o)
		})
		p.future(n, f, map[op]string{opTask: end(n, nil), opTaskGoexit: end(0, ErrGoexit)}[o])
	case opCancel:
		p.cancel(arg)
	case opAfter:
		d := time.Duration(arg) * time.Second
		p.timers = append(p.timers, l.After(d, func() { p.got.timers = append(p.got.timers, n) }))
		p.armed = append(p.armed, armedTimer{at: arg, n: n})
	case opStop:
		p.stop(arg)
	case opHold:
		p.releases = append(p.releases, l.Hold())
	case opPut:
		l.Post(func() { p.queue.TryPut(n) })
		Go(l, func(ctx context.Context) (int, error) {
			v, err := p.queue.Get(ctx)
			p.note(v)
			return v, err
		})
		p.want.runs = append(p.want.runs, n)
	case opNested:
		l.Post(func() {
			p.note(n)
			l.Post(func() { p.got.holds += n })
		})
		p.want.runs = append(p.want.runs, n)
		p.want.holds += n
	}
}

// leave ends a callback in the way that o says.
func leave(o op) error {
	switch o {
	case opPanic, opSubmitPanic:
		panic("model")
	case opGoexit, opSubmitGoexit, opTaskGoexit:
		runtime.Goexit()
	case opSubmitError:
		return errModel
	}
	return nil
}

func (p *performance) cancel(arg int) {
	if len(p.order) == 0 {
		return
	}
	n := p.order[arg%len(p.order)]
	if had := p.futures[n].Cancel(errModel); had == p.cancelled[n] {
		p.got.results[-n] = "Cancel reported " + strconv.FormatBool(had)
	}
	p.cancelled[n] = true
	p.want.results[n] = end(0, waitError(context.Canceled, errModel))
	for i, r := range p.want.runs {
		if r == n {
			p.want.runs = append(p.want.runs[:i], p.want.runs[i+1:]...)
			break
		}
	}
}

func (p *performance) stop(arg int) {
	if len(p.timers) == 0 {
		return
	}
	i := arg % len(p.timers)
	if had := p.timers[i].Stop(); had == p.armed[i].stopped {
		p.got.results[-i] = "Stop reported " + strconv.FormatBool(had)
	}
	p.armed[i].stopped = true
}

// settle says which timers run, releases the holds and checks them.
func (p *performance) settle() {
	for arg := range 256 {
		for _, timer := range p.armed {
			if !timer.stopped && timer.at == arg {
				p.want.timers = append(p.want.timers, timer.n)
			}
		}
	}
	for i, release := range p.releases {
		n := 1000 + i
		release(func() { p.note(n) })
		p.want.runs = append(p.want.runs, n)
	}
}

// FuzzModel compares programs on the loop with the model. Plain tests run the
// seeds and TestModel's random programs; "go test -fuzz Model" searches on.
func FuzzModel(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
	f.Add([]byte{3, 7, 10, 22, 8, 9, 24, 8, 2, 2, 1, 12, 12})
	f.Fuzz(func(t *testing.T, program []byte) {
		if len(program) > 1000 {
			t.Skip("long programs find nothing more")
		}
		runProgram(t, program)
	})
}

// TestModel runs random programs. LOOP_MODEL_OPS sets how many operations;
// LOOP_MODEL_SEED where they start.
func TestModel(t *testing.T) {
	total, seed := number("LOOP_MODEL_OPS", 20_000), uint64(number("LOOP_MODEL_SEED", 1))
	for done := 0; done < total; seed++ {
		program := make([]byte, 1+rand.New(rand.NewPCG(seed, 0)).IntN(200))
		fill(program, seed)
		runProgram(t, program)
		done += len(program)
	}
}

func fill(program []byte, seed uint64) {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	rand.NewChaCha8(key).Read(program)
}

func number(variable string, otherwise int) int {
	n, err := strconv.Atoi(os.Getenv(variable))
	if err != nil {
		return otherwise
	}
	return n
}

// TestAccounting closes loops at random moments under posts, submissions, calls,
// coroutines, panics and Goexit from many goroutines: what was accepted ran or is
// reported as dropped, and every future ends.
func TestAccounting(t *testing.T) {
	for seed := range number("LOOP_ACCOUNTING_ROUNDS", 60) {
		account(t, uint64(seed))
	}
}

func account(t *testing.T, seed uint64) {
	l := New(WithPanicHandler(func(*PanicError) {}))
	kinds := 8
	if seed%3 == 0 {
		kinds = 5 // posts only, so that the report can be checked to the last one
	}
	var mu sync.Mutex
	ran, accepted := 0, 0
	count := func(n *int) { mu.Lock(); *n++; mu.Unlock() }
	var futures []*Future[int]
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(seed, uint64(g)))
			for range 200 {
				o := []op{opPost, opPost, opPost, opPanic, opGoexit, opSubmit, opSubmitPanic, opTask}[r.IntN(kinds)]
				switch o {
				case opSubmit, opSubmitPanic, opTask:
					f := Submit(l, func() (int, error) { return 0, leave(o) })
					if o == opTask {
						f = Go(l, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, time.Microsecond) })
					}
					mu.Lock()
					futures = append(futures, f)
					mu.Unlock()
				default:
					if l.Post(func() { count(&ran); leave(o) }) == nil {
						count(&accepted)
					}
				}
			}
		})
	}
	r := rand.New(rand.NewPCG(seed, 99))
	for range r.IntN(300) {
		runtime.Gosched()
	}
	var err error
	if seed%2 == 0 {
		err = l.Kill()
	} else {
		err = l.Shutdown(bg)
	}
	wg.Wait()
	var dropped DroppedError
	if d, isDropped := err.(*DroppedError); isDropped {
		dropped = *d
	}
	missing := accepted - ran
	for _, f := range futures {
		if _, _, done := f.TryResult(); !done {
			t.Fatalf("seed %d: a future never ends", seed)
		}
	}
	if dropped.Posts < missing || kinds == 5 && dropped.Posts != missing || seed%2 == 1 && missing != 0 {
		t.Fatalf("seed %d: %d posts never ran, reported %+v", seed, missing, dropped)
	}
	if unbegun := uint64(dropped.Posts + dropped.Tasks - l.turn.cut); l.in.posted != l.turn.ran+unbegun {
		t.Fatalf("seed %d: %d posted, %d ran, %d dropped", seed, l.in.posted, l.turn.ran, unbegun)
	}
}
