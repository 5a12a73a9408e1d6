package loop

import "slices"

// What waits need.

// waitOver holds when a noted wait has ended.
type waitOver struct{ w *wait }

func (c waitOver) needs(s *search) ([]condition, bool) {
	w, isRoot := c.w, s.root == condition(c)
	switch {
	case w.over.Load():
		return nil, false
	case w.ctx == nil || w.joins != nil && w.joins.state.Load()&stageMask != pending:
		return w.ender.needs(s)
	case w.isLimited(isRoot) || w.ctx.Err() != nil:
		return nil, false
	case isRoot:
		return w.ender.needs(s)
	}
	return s.orEnded(w.ender, w.ctx)
}

func (c waitOver) surely() bool { return false }
func (c waitOver) mark()        {}

func (c waitOver) link() Wait {
	return Wait{Loop: c.w.by, On: c.w.on, Stack: c.w.stack, id: c.w.who, how: c.w.how}
}

// isLimited reports whether a wait has a deadline, and so ends in any case. What
// blocks a loop until a deadline is in the way of all all the same, and who begins
// to block is told at once.
func (w *wait) isLimited(isRoot bool) bool {
	_, limited := w.ctx.Deadline()
	return limited && (w.how == parks || w.how == blocksWork && !isRoot)
}

// awaits holds when a task that awaits f with its own context does so no more.
type awaits struct {
	t *task
	f *future
}

func (c awaits) needs(s *search) ([]condition, bool) {
	if c.f.isDone() {
		return nil, false
	}
	if _, limited := c.t.Deadline(); limited {
		return nil, false
	}
	if s.root == condition(c) {
		return futureDone{c.f}.needs(s)
	}
	return s.orEnded(futureDone{c.f}, c.t)
}

func (c awaits) surely() bool { return false }
func (c awaits) mark()        {}

func (c awaits) link() Wait {
	return Wait{Loop: c.t.loop.name, On: c.f.loop.name, id: &c.t.actor, how: parks}
}

// futureDone holds when a future is done.
type futureDone struct{ f *future }

func (c futureDone) needs(*search) ([]condition, bool) {
	s := c.f.state.Load()
	switch {
	case s&stageMask == done:
	case s&isTask != 0:
		if t, _ := c.f.completer(); t != nil {
			return []condition{goesOn{t}}, false
		}
	case s&isWork != 0:
		if _, j := c.f.completer(); j != nil {
			return []condition{jobEnds{j}}, false
		}
	case s&isOutside == 0:
		return []condition{loopFree{c.f.loop}}, false
	}
	return nil, false // done, or a promise: anybody may keep it
}

func (c futureDone) surely() bool {
	s := c.f.state.Load()
	switch {
	case s&stageMask == done:
		return true
	case s&isTask != 0:
		t, _ := c.f.completer()
		return t == nil || goesOn{t}.surely()
	case s&isWork != 0:
		_, j := c.f.completer()
		return j == nil || jobEnds{j}.surely()
	}
	return s&isOutside != 0 || loopFree{c.f.loop}.surely()
}

func (c futureDone) mark() { c.f.need() }

// severalDone holds when enough of several futures are done.
type severalDone struct {
	futures []*future
	first   bool // one is enough; else all, or one that has failed
}

func (c *severalDone) needs(*search) (conditions []condition, anyOf bool) {
	for _, f := range c.futures {
		switch {
		case !f.isDone():
			conditions = append(conditions, futureDone{f})
		case c.first || f.failure != nil:
			return nil, false
		}
	}
	return conditions, c.first
}

// holds reports whether enough of them are done now.
func (c *severalDone) holds() bool {
	conditions, _ := c.needs(nil)
	return len(conditions) == 0
}

func (c *severalDone) surely() bool {
	for _, f := range c.futures {
		if surely := (futureDone{f}).surely(); surely == c.first {
			return surely
		}
	}
	return !c.first
}

func (c *severalDone) mark() {
	for _, f := range c.futures {
		f.need()
	}
}

// loopFree holds when a loop's goroutine comes back to its work.
type loopFree struct{ l *Loop }

func (c loopFree) needs(*search) ([]condition, bool) {
	if w := c.l.who.actor.waits.Load(); w != nil {
		return []condition{waitOver{w}}, false
	}
	return nil, false
}

func (c loopFree) surely() bool { return c.l.who.actor.waits.Load() == nil }
func (c loopFree) mark()        {}

// goesOn holds when a task that has not ended can go on: to its end, to Unlock.
type goesOn struct{ t *task }

func (c goesOn) needs(s *search) ([]condition, bool) {
	t := c.t
	if t.fut.isDone() {
		return nil, false
	}
	needs := []condition{loopFree{t.loop}}
	if s.phaseOf(t.loop) >= killing {
		return needs, false // its waits are ended by force
	}
	if w := t.waits.Load(); w != nil {
		needs = append(needs, waitOver{w})
	} else if f := t.awaiting.Load(); f != nil {
		needs = append(needs, awaits{t, f})
	}
	return needs, false
}

func (c goesOn) surely() bool {
	return !c.t.isWaiting() && loopFree{c.t.loop}.surely()
}

func (c goesOn) mark() { c.t.fut.need() }

// jobEnds holds when offloaded work has ended.
type jobEnds struct{ j *job }

func (c jobEnds) needs(*search) ([]condition, bool) {
	j := c.j
	if w := j.waits.Load(); w != nil {
		return []condition{waitOver{w}}, false
	}
	if j.pool != nil && !j.begun.Load() {
		jobs, all := j.pool.jobs()
		return takers(jobs, all), true
	}
	return nil, false
}

func (c jobEnds) surely() bool {
	j := c.j
	return j.waits.Load() == nil && (j.pool == nil || j.begun.Load())
}

func (c jobEnds) mark() {}

// takers returns what lets a pool take the next function: the end of one that it
// has, if it has as many as it may, and nothing otherwise.
func takers(jobs []*job, all bool) (ends []condition) {
	if !all {
		return nil
	}
	for _, j := range jobs {
		ends = append(ends, jobEnds{j})
	}
	return ends
}

// loopEnds holds when a loop that is asked to end has.
type loopEnds struct {
	loop *Loop
	to   phase
}

func (c loopEnds) needs(s *search) ([]condition, bool) {
	l := c.loop
	phase := s.phaseOf(l)
	if phase == closed {
		return nil, false
	}
	needs := []condition{loopFree{l}}
	if phase == killing {
		return needs, false
	}
	l.who.waiting.mu.Lock()
	for _, t := range l.who.waiting.tasks {
		needs = append(needs, goesOn{t})
	}
	l.who.waiting.mu.Unlock()
	for _, j := range l.jobs() {
		needs = append(needs, jobEnds{j})
	}
	return needs, false
}

func (c loopEnds) surely() bool { return false }
func (c loopEnds) mark()        { c.loop.who.needed.Store(true) }

// unlocked holds when the holder of a mutex can go on, so that it unlocks it.
type unlocked struct{ m *Mutex }

func (c unlocked) needs(*search) ([]condition, bool) {
	if t := c.m.holder.Load(); t != nil {
		return []condition{goesOn{t}}, false
	}
	return nil, false
}

func (c unlocked) surely() bool {
	t := c.m.holder.Load()
	return t == nil || !t.isWaiting()
}

func (c unlocked) mark() {
	if t := c.m.holder.Load(); t != nil {
		t.fut.need()
	}
}

// groupEnds holds when all coroutines of a group have ended.
type groupEnds struct{ g *TaskGroup }

func (c groupEnds) needs(*search) (needs []condition, anyOf bool) {
	l := c.g.loop
	l.who.waiting.mu.Lock()
	defer l.who.waiting.mu.Unlock()
	for _, t := range c.g.waiting {
		needs = append(needs, goesOn{t})
	}
	return needs, false
}

func (c groupEnds) surely() bool {
	l := c.g.loop
	l.who.waiting.mu.Lock()
	defer l.who.waiting.mu.Unlock()
	return len(c.g.waiting) == 0
}

func (c groupEnds) mark() {} // a group's coroutines always are

// received holds when a full bridge's loop receives.
type received struct{ l *Loop }

func (c received) needs(*search) ([]condition, bool) {
	return []condition{loopFree{c.l}, someReceives{c.l}}, false
}

func (c received) surely() bool { return false }
func (c received) mark()        { c.l.who.needed.Store(true) }

// someReceives holds when something on a loop can go on. Where the loop sleeps and
// nothing is on its way to it, only its coroutines could.
type someReceives struct{ l *Loop }

func (c someReceives) needs(*search) (needs []condition, anyOf bool) {
	for _, t := range c.l.tasksOfQuietLoop() {
		needs = append(needs, goesOn{t})
	}
	return needs, true
}

func (c someReceives) surely() bool { return false }
func (c someReceives) mark()        {}

// tasksOfQuietLoop returns the tasks of a loop to which nothing is on its way that
// could be anything else: it sleeps, or runs the caller and nothing after that. It
// returns none if that is not so, or not known.
func (l *Loop) tasksOfQuietLoop() []*task {
	onLoop := l.OnLoop()
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	if !onLoop && (l.in.unstarted() || l.in.awake || l.in.alone) {
		return nil // its goroutine owns what follows
	}
	if l.in.funcs.head != nil || l.turn.taken != nil && l.turn.taken.at < l.turn.taken.n || l.turn.run != 0 || l.turn.readyHead != nil {
		return nil
	}
	if l.life.holds+l.in.offered > 0 || l.in.room.first != nil || !l.timers.none() {
		return nil
	}
	for _, o := range l.life.outside {
		if !o.isOwn() {
			return nil
		}
	}
	return slices.Clone(l.turn.tasks)
}

// poolEnds holds when a pool's functions have ended.
type poolEnds struct{ p *Pool }

func (c poolEnds) needs(*search) (needs []condition, anyOf bool) {
	jobs, _ := c.p.jobs()
	for _, j := range jobs {
		needs = append(needs, jobEnds{j})
	}
	return needs, false
}

func (c poolEnds) surely() bool { return false }
func (c poolEnds) mark()        {}
