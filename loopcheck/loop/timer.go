package loop

import (
	"math"
	"sync"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// A Timer is a callback that runs on its loop at a time to come.
type Timer struct {
	loop   *Loop
	f      func()
	when   time.Duration // since the loop was made
	seq    uint64        // orders timers of the same when
	period time.Duration // 0 for After
	index  int32         // in the heap; -1 when not armed
	id     uint32        // for the observer
}

// timers are the armed timers of a loop: a heap with four children a node,
// ordered by (when, seq). One timer of the clock stands for the earliest; it is
// never moved to a later time, since it is cheaper to be woken once in vain.
type timers struct {
	loop *Loop
	base time.Time

	mu      sync.Mutex // never held while parked; may be taken on any goroutine
	heap    []*Timer
	seq     uint64
	alarm   ClockTimer
	alarmAt time.Duration
	alarmOn bool
}

func (ts *timers) init(l *Loop) {
	ts.loop = l
	if l.clock == nil {
		ts.base = time.Now()
	} else {
		ts.base = l.clock.Now()
	}
}

// never is the time of timers whose time is beyond what a Duration can hold:
// "for ever" is a usual way to say that nothing shall happen.
const never = time.Duration(math.MaxInt64)

// later returns at+d, for a d that is not negative; what is beyond all times, or shall
// never be, is never.
func later(at, d time.Duration) time.Duration {
	if sum := at + d; sum >= at && d != never {
		return sum
	}
	return never
}

// between returns to-from, at most as long as a Duration can be. A clock that
// jumps may have gone back behind the loop's first moment.
func between(from, to time.Duration) time.Duration {
	d := to - from
	switch {
	case from < 0 && d < to:
		return math.MaxInt64
	case from > 0 && d > to:
		return math.MinInt64
	}
	return d
}

// now returns the time since the loop was made.
func (ts *timers) now() time.Duration {
	if ts.loop.clock == nil {
		return time.Since(ts.base)
	}
	ts.mu.Lock()
	defer ts.mu.Unlock() // a clock is anybody's code and may panic
	return ts.nowLocked()
}

func (ts *timers) nowLocked() time.Duration {
	if ts.loop.clock == nil {
		return time.Since(ts.base)
	}
	at := ts.loop.clock.Now()
	d := at.Sub(ts.base)
	if d == math.MaxInt64 || d == math.MinInt64 {
		return ts.rebaseLocked(at, d)
	}
	return d
}

// rebaseLocked counts from at on, because the clock has jumped as far as a Duration can
// say, or farther: from the year 1, say, which a clock shows that was never set. What
// is armed is due after a jump forward, and waits for one after a jump back.
func (ts *timers) rebaseLocked(at time.Time, d time.Duration) time.Duration {
	if d < 0 {
		ts.putOffLocked()
	} else {
		for _, t := range ts.heap {
			if t.when != never {
				t.when = max(t.when, -1) - never
			}
		}
	}
	ts.base, ts.alarmOn = at, false
	return 0
}

// putOffLocked moves what is armed to the last times that come, in its order.
func (ts *timers) putOffLocked() {
	latest := time.Duration(math.MinInt64)
	for _, t := range ts.heap {
		if t.when != never {
			latest = max(latest, t.when)
		}
	}
	for _, t := range ts.heap {
		if t.when != never {
			t.when = never - 1 - between(t.when, latest)
		}
	}
}

// After runs f on the loop once d has passed from now, the call, no matter how
// busy the loop is in between. Timers run in the order of their times, and of
// their calls where those are equal. What would be later than a Duration can say,
// as with math.MaxInt64, never runs; what is past already, as time.Until says by a
// negative d, runs at once. On a closed loop f never runs, and Stop reports false. A
// nil f panics.
func (l *Loop) After(d time.Duration, f func()) *Timer {
	if f == nil {
		panic("loop: After of a nil func")
	}
	t := &Timer{loop: l, f: f, index: -1}
	l.armNew(t, max(d, 0), "After")
	return t
}

// Every runs f on the loop each time d has passed. The times are fixed, now + n×d: a
// tick that comes late does not shift the next, and ticks that a busy loop has
// missed are skipped. A nil f, or a d that is not positive, panics.
func (l *Loop) Every(d time.Duration, f func()) *Timer {
	if f == nil {
		panic("loop: Every of a nil func")
	}
	if d <= 0 {
		panic("loop: Every needs a positive duration")
	}
	t := &Timer{loop: l, f: f, period: d, index: -1}
	l.armNew(t, d, "Every")
	return t
}

func (l *Loop) armNew(t *Timer, d time.Duration, op string) {
	if l.observer != nil {
		t.id = uint32(l.newID())
		k := observe.TimerArmed
		if t.period > 0 {
			k = observe.TickerArmed
		}
		l.reportTimer(k, t, op, d)
	}
	if !l.timers.arm(t, d) {
		l.lost(op, ErrClosed)
	}
}

// Stop disarms the timer. It reports whether that prevented a run: false means
// that f has begun for the last time, or was stopped before. After Stop on the
// loop f does not run.
func (t *Timer) Stop() bool {
	ts := &t.loop.timers
	ts.mu.Lock()
	armed := t.index >= 0
	if armed {
		ts.removeLocked(t)
	}
	t.period = 0
	ts.mu.Unlock()
	if armed {
		t.loop.reportTimer(observe.TimerStopped, t, "Stop", 0)
	}
	return armed
}

// disarm takes t out of the heap, if it is in.
func (ts *timers) disarm(t *Timer) {
	ts.mu.Lock()
	if t.index >= 0 {
		ts.removeLocked(t)
	}
	ts.mu.Unlock()
}

// arm puts t into the heap, for d from now; it reports false when the loop is closed.
// Most timers leave the alarm alone: they need no deferred call.
func (ts *timers) arm(t *Timer, d time.Duration) bool {
	if ts.loop.clock != nil {
		return ts.armSlowly(t, d)
	}
	when := later(time.Since(ts.base), d)
	ts.mu.Lock()
	if ts.seq == seqClosed || !ts.alarmServesLocked(when) {
		ts.mu.Unlock()
		return ts.armSlowly(t, d)
	}
	ts.insertLocked(t, when)
	ts.mu.Unlock()
	return true
}

// armSlowly is arm where a clock is asked or the alarm is set: a clock is anybody's code
// and may panic.
func (ts *timers) armSlowly(t *Timer, d time.Duration) bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.seq == seqClosed {
		return false
	}
	when := later(ts.nowLocked(), d)
	ts.setAlarmLocked(when) // first: where the clock panics t is not armed
	ts.insertLocked(t, when)
	return true
}

func (ts *timers) insertLocked(t *Timer, when time.Duration) {
	ts.seq++
	t.when, t.seq = when, ts.seq
	ts.heap = append(ts.heap, t)
	ts.up(len(ts.heap) - 1)
}

// alarmServesLocked reports whether the loop will be woken at the given time, or
// earlier, as things are.
func (ts *timers) alarmServesLocked(at time.Duration) bool {
	return at == never || ts.alarmOn && ts.alarmAt <= at
}

// setAlarmLocked sees that the loop will be woken at the given time, or earlier.
func (ts *timers) setAlarmLocked(at time.Duration) {
	if ts.alarmServesLocked(at) {
		return
	}
	now := ts.nowLocked()
	if len(ts.heap) > 0 {
		at = min(at, ts.heap[0].when) // due by now, if that has noticed a jump
	}
	d := max(between(now, at), 0)
	switch {
	case ts.alarm != nil:
		ts.alarm.Reset(d)
	case ts.loop.clock != nil:
		ts.alarm = ts.loop.clock.AfterFunc(d, ts.ring)
	default:
		ts.alarm = time.AfterFunc(d, ts.ring)
	}
	ts.alarmOn, ts.alarmAt = true, at
}

// ring wakes the loop because a timer is due.
func (ts *timers) ring() {
	l := ts.loop
	ts.mu.Lock()
	if ts.seq == seqClosed {
		ts.mu.Unlock()
		return
	}
	ts.alarmOn = false
	l.attention.Or(timersDue)
	ts.mu.Unlock()
	l.in.mu.Lock()
	l.unlockAndRouse()
}

// runTimers runs, on the loop, the timers that are due by now. A panic or Goexit
// in one of them ends this turn of timers.
func (l *Loop) runTimers() {
	ts := &l.timers
	l.turn.inTimers = true // before a clock may panic
	now, last := ts.now(), ts.last()
	for t := ts.next(now, last); t != nil; t = ts.next(now, last) {
		l.reportTimer(observe.TimerFired, t, "", 0)
		l.observeBegin("timer", t.f, uint64(t.id))
		t.f()
		l.observeEnd()
	}
	l.turn.inTimers = false
}

// last returns the number of the timer that was armed last: those armed from here on
// wait for the next turn.
func (ts *timers) last() uint64 {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.seq
}

// next takes the next due timer. If there is none it sees to the alarm.
func (ts *timers) next(now time.Duration, last uint64) *Timer {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t := ts.dueLocked(now, last)
	if t != nil {
		return t
	}
	if len(ts.heap) > 0 {
		ts.setAlarmLocked(ts.heap[0].when)
	}
	ts.loop.attention.And(^timersDue)
	return nil
}

// dueLocked takes the next due timer out of the heap, or puts a ticker's next tick in.
func (ts *timers) dueLocked(now time.Duration, last uint64) *Timer {
	if len(ts.heap) == 0 {
		return nil
	}
	t := ts.heap[0]
	if t.when > now || t.when == never || t.seq > last {
		return nil
	}
	ts.removeLocked(t)
	if t.period > 0 {
		missed := between(t.when, now) / t.period
		ts.insertLocked(t, later(t.when+missed*t.period, t.period))
	}
	return t
}

// seqClosed marks timers that take no more.
const seqClosed = ^uint64(0)

// dropAll disarms everything for good. It returns how many timers of After it
// dropped.
func (ts *timers) dropAll() (dropped int) {
	ts.mu.Lock()
	heap := ts.heap
	ts.heap, ts.seq = nil, seqClosed
	for _, t := range heap {
		t.index = -1
		if t.period == 0 {
			dropped++
		}
	}
	ts.mu.Unlock()
	ts.loop.attention.And(^timersDue)
	for _, t := range heap {
		ts.loop.reportTimer(observe.TimerDropped, t, "", 0)
	}
	return dropped
}

// stopAlarm stops the clock's timer for good, without the lock: a clock may panic.
func (ts *timers) stopAlarm() {
	ts.mu.Lock()
	alarm := ts.alarm
	ts.alarm = nil
	ts.mu.Unlock()
	if alarm != nil {
		alarm.Stop()
	}
}

func (ts *timers) none() bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return len(ts.heap) == 0
}
