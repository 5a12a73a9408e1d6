package loop

import (
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// observe asks the harness, if there is one, for the loop's observer.
func (l *Loop) observe() {
	if !observe.On() {
		return
	}
	l.observer = observe.For(observe.Info{Name: l.name, Loop: l})
	if l.observer == nil {
		return
	}
	l.in.gate |= gateObserved
	l.report(observe.LoopCreated, 0, "New", nil, callers(2))
}

func (l *Loop) report(k observe.Kind, id uint64, op string, err error, stack Stack) {
	if l.observer != nil {
		l.send(k, id, op, err, stack)
	}
}

func (l *Loop) send(k observe.Kind, id uint64, op string, err error, stack Stack) {
	l.observer.Event(observe.Event{Kind: k, Loop: l.name, ID: id, Op: op, Err: err, Stack: stack})
}

func (l *Loop) reportTimer(k observe.Kind, t *Timer, op string, d time.Duration) {
	if l.observer == nil || t.id == 0 {
		return
	}
	e := observe.Event{Kind: k, Loop: l.name, ID: uint64(t.id), Op: op, When: d}
	if k == observe.TimerArmed || k == observe.TickerArmed {
		e.Stack = callers(3)
	}
	l.observer.Event(e)
}

// created gives a new future its number and reports it.
func (l *Loop) created(f *future, op string) {
	if l.observer != nil {
		l.reportCreated(f, op)
	}
}

func (l *Loop) reportCreated(f *future, op string) {
	k := observe.FutureCreated
	if f.state.Load()&isTask != 0 {
		k = observe.TaskCreated
	}
	f.id = uint32(l.newID())
	l.report(k, uint64(f.id), op, nil, callers(3))
}

// lost reports a hand-off that a closed loop refused.
func (l *Loop) lost(op string, err error) {
	if l.observer == nil || err != ErrClosed {
		return
	}
	l.report(observe.PostLost, 0, op, err, callers(2))
}

// offer lets the observer keep a hand-off, or lets it in.
func (l *Loop) offer(put func()) {
	if !l.observer.Admit(put) {
		put()
	}
}

// newID numbers what an observer must tell apart; without one it is 0.
func (l *Loop) newID() uint64 {
	if l.observer == nil {
		return 0
	}
	return l.ids.Add(1)
}

// callers returns the stack for an observer; without one it is nil.
func (l *Loop) callers(skip int) Stack {
	if l.observer == nil {
		return nil
	}
	return callers(skip + 1)
}

// observeBegin says that fn begins to run, or that a task, if it is one, goes on.
func (l *Loop) observeBegin(kind string, fn any, id uint64) {
	if l.heard {
		l.reportBegin(kind, fn, id)
	}
}

func (l *Loop) reportBegin(kind string, fn any, id uint64) {
	if l.meter != nil {
		l.meter.begin(kind, fn)
	}
	if l.observer != nil {
		l.turn.seq++
		l.observer.Begin(observe.Callback{Seq: l.turn.seq, Kind: kind, PC: entry(fn), ID: id})
	}
}

func (l *Loop) observeEnd() {
	if l.heard {
		l.reportEnd()
	}
}

func (l *Loop) reportEnd() {
	if l.observer != nil {
		l.observer.End()
	}
	if l.meter != nil {
		l.meter.end()
	}
}
