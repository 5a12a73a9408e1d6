// Package loop is an event loop with one owner at a time, coroutines that can
// await, and hand-offs that are never unsafe and never silently lost.
//
// A [Loop] runs callbacks one after the other. State that only its callbacks
// touch needs no lock. Everybody else hands work over:
//
//	l := loop.New(loop.WithName("ui"))
//	defer l.Close()
//
//	l.Post(func() { … })                    // hand over, do not wait
//	v, err := loop.Call(ctx, l, f)          // hand over and wait
//	fut := loop.Submit(l, f)                // hand over, get a future
//	fut := loop.Go(l, coroutine)            // as a coroutine, which may wait
//
// Where there is no result but an error they are methods: l.Call, l.Submit, l.Go.
//
// A coroutine runs on the loop like a callback, but where it waits (Await, Sleep,
// Queue.Get and so on) the loop goes on with other work.
//
// # Which one
//
//	a signal        [Event], set by l.Post(ev.Set)
//	data            [Bridge] from other goroutines, [Queue] within the loop
//	work            [Submit] for a function, [Go] for one that waits
//	an answer       [Call], [Future.Await], [NewPromise]
//	blocking work   [Offload], [Blocking]
//	plain code that needs the loop for a while   [Runner]
//
// # Plain code
//
// Code that is on no loop, a request handler, main, a test, has a [Runner]: it owns a
// loop, and what it does is on the calling goroutine one call that waits. Its zero value
// is ready.
//
//	var r loop.Runner
//	defer r.Close()                                     // leaves what was entered, the last first
//
//	v, err := loop.Run(ctx, &r, coroutine)              // a coroutine, to its end
//	db, err := loop.Enter(ctx, &r, openDB)              // a Resource, until Close
//	err = loop.With(ctx, &r, begin, use)                // one, for as long as use runs
//	for row, err := range loop.Seq(ctx, &r, rows) { … } // an Iterator, drawn from the loop
//
// Resources and iterators live on the loop; use, and the body of the range, run where
// they stand. [RunOnce] is Run with a loop for this one call.
//
// # The rules
//
// Each rule is the exact meaning of one that loopcheck's analyzers check.
//
//   - loopblock: nothing on the loop may block; wait in a coroutine, or [Offload].
//   - loopdeadlock: what would wait for its own loop returns an error at once, also
//     through other loops, coroutines, locks and offloaded work: see [DeadlockError].
//   - loopowner: a loop's state is touched on the loop. [Owned], [Event], [Queue] and
//     [Mutex] check, and [Loop.Assert] checks for you.
//   - loopawait: a future's result is for somebody: Await it, or say so with Detach.
//   - loopleak: a loop that was used is closed. [Loop.Close] lets it finish, and
//     [Loop.Shutdown] does so within a time; [Loop.Kill] ends it at once. Each says
//     what was dropped. Who waits for a closed loop gets ErrClosed.
//   - loopflag: wait for an [Event] instead of polling a flag.
//
// # Order
//
// What one goroutine posts, submits and starts runs in that order. There is no
// order among goroutines, between timers and posts, or among coroutines once they
// wait. Timers run by time, then by call. Callbacks that post cannot starve
// timers or coroutines: what is posted during a turn waits for the next one.
//
// # Whose code it is
//
// A callback or coroutine is known by the goroutine that runs it. What it starts with
// go is off the loop, and so is a function that it draws from with iter.Pull, which
// runs on a goroutine of its own: there Owned panics, and waits return ErrNotTask.
// Draw with a plain range, or take what is needed out before.
//
// # Panic and Goexit
//
// Both end one callback, not the loop. A panic goes to [WithPanicHandler], or
// ends the program; in a submission, call or coroutine it is the error, as is
// [ErrGoexit]. The loop goes on, after a callback's Goexit on a new goroutine.
//
// # Life of a loop
//
//	        first post, Run          Close, Shutdown           Kill, end of ctx
//	unused ────────────────► open ─────────────────► draining ─────────────────► killing ──► closed
//
// An unused loop has no goroutine and need not be closed. An open one has one,
// its own or that of [Loop.Run], asleep when there is nothing to do; it stays until
// the loop is closed, so that its identity and its thread do. While draining the
// loop takes work only from itself. While killing it drops what waits, counts it,
// and coroutines' waits return errors.
//
// # When not to use one
//
// State that is only read and written, in no order that matters, is a sync.Mutex's:
// it costs a third of a post and needs no goroutine. Work that shares nothing is for
// goroutines and an errgroup. A pipeline of values is for channels. A loop is for
// state that many events change in turn, timers and answers from elsewhere among
// them, where each change must be whole and may take several steps with waits in
// between; and where a library wants all calls on one thread.
//
// # Coming from Go's own means
//
//	there                                    here
//	ch := make(chan func()); for f := range ch { f() }   l := New(); l.Post(f)
//	done := make(chan T); ch <- func() { done <- g() }; <-done   Call(ctx, l, g)
//	for { select { case ev := <-in: … } }    l.Post per event; Bridge and a coroutine
//	                                         to take values in turn
//	   case <-time.After(d):                 l.After(d, f)
//	   case <-ticker.C:                      l.Every(d, f)
//	   case <-quit:                          l.Close()
//	   default:                              absent: who polls waits instead
//	select over several results              First; All for each of them
//	sync.Mutex around state                  Owned, or plain fields and l.Assert()
//	sync.Mutex across waits                  Mutex
//	sync.Cond, a closed channel              Event
//	buffered channel, on one side the loop   Bridge; Queue within the loop
//	semaphore.Weighted                       a Queue of tokens; Group's SetLimit
//	go f(); wg.Wait()                        Group, or Go and All
//	errgroup.WithContext(ctx), g.Go, g.Wait  Group(ctx, func(ctx, g) { g.Go(f) })
//	g.SetLimit(n), which makes Go wait       g.SetLimit(n), which does not
//	conc.WaitGroup, its panics               Group: a panic is its error
//	pool.Submit (conc, ants, pond)           Offload(l, NewPool(n), f)
//	time.AfterFunc(d, f) and a lock in f     l.After(d, f)
//	context.AfterFunc(ctx, f)                context.AfterFunc(ctx, func() { l.Post(f) })
//	an actor's mailbox, tell and ask         a Loop, Post and Call
//	runtime.LockOSThread in main             l.Run(ctx) there, or WithLockedThread
//
// # What it costs
//
// On one core of a server, in the best of many runs, with nothing else to do: Post 20
// to 30 ns, as a bare Lock and Unlock 11 and a channel of functions 80; a switch to a
// coroutine and back 120; Await of what takes a hand-off 400; Call 450, of which most
// is two goroutine switches; Go and its end 900. An unused loop has 1.2 KB, one that
// runs 7 KB with its goroutine, a post that waits 8 bytes, a coroutine that waits
// 3.5 KB with its stack and its future, where a goroutine has 2.7. An idle loop does
// nothing. Package bench beside this one measures that, with what to use instead.
//
// # Limits
//
// A callback cannot be interrupted: who blocks or computes for long holds all up, and
// Close waits for it. Coroutines of one loop never run in parallel. Which deadlocks
// are seen [DeadlockError] says. A pull iterator's body is off the loop (see above),
// and coroutines do not move between threads (see [ErrThread]). The queue has no bound
// unless [WithMaxPending] gives it one. Timers stand while a [Clock] goes back.
// What a pull iterator's body calls on the coroutine's own loop, Call or Await, waits until
// its context ends: that loop stands, and knows of no such wait.
// Under the race detector a coroutine leaves some kilobytes behind when its goroutine ends,
// as every iter.Pull does: Go's runtime does not tell the detector of that end. A loop uses
// the goroutines of its coroutines again, so what counts is how many wait at once.
//
// # Watching one at work
//
// [Loop.Snapshot] says what a loop is at, and in what it is stuck; with [WithStats] it
// knows how long things take, and where on its stack what runs is. It can be published by package expvar. Execution traces
// show callbacks and coroutines, profiles the label loop=name ([WithName]). Tests
// are watched by package loopcheck.
//
// # Coming from asyncio
//
//	asyncio                                  here
//	get_running_loop()                       TaskLoop(ctx), or keep the *Loop
//	loop.call_soon_threadsafe(f)             l.Post(f)
//	loop.call_soon_threadsafe(event.set)     l.Post(ev.Set)
//	loop.call_later(d, f)                    l.After(d, f)
//	run_coroutine_threadsafe(c(), loop)      Go(l, c)
//	   .result()                             .Await(ctx)
//	create_task(c())                         Go(l, c); GoContext(ctx, l, c) for a child
//	await x                                  x.Await(ctx)
//	asyncio.sleep(d); sleep(0)               Sleep(ctx, d); Yield(ctx)
//	gather; wait(FIRST_COMPLETED)            All; First, which cancels the others
//	TaskGroup                                Group
//	timeout(d)                               context.WithTimeout
//	shield(x)                                context.WithoutCancel(ctx)
//	task.cancel()                            fut.Cancel(cause)
//	loop.create_future()                     NewPromise
//	fut.add_done_callback(f)                 fut.Then(f)
//	Event, Queue, Lock                       Event, Queue, Mutex
//	queue.Queue between thread and loop      Bridge
//	run_in_executor(None, f)                 Offload(l, nil, f)
//	to_thread, which passes contextvars on   OffloadContext(ctx, l, nil, f)
//	ThreadPoolExecutor(4)                    NewPool(4)
//	ProcessPoolExecutor()                    NewCPUPool()
//	@run_in_executor                         Blocking(l, ex, f); BlockingContext
//	asyncio.run(c())                         RunOnce(ctx, c)
//	asyncio.Runner, ThreadRunner             Runner
//	runner.run(c())                          Run(ctx, r, c)
//	with wrap_context(factory=mk) as v       With(ctx, r, mk, func(v) error)
//	enter_context(factory=mk)                Enter(ctx, r, mk)
//	wrap_iter(it)                            Seq(ctx, r, it), with Batch(n)
//	run_forever()                            l.Run(ctx)
//	stop(); close()                          go l.Close(); l.Close()
//	shutdown_asyncgens, shutdown_default_executor   l.Shutdown(ctx) does both
//	set_exception_handler                    WithPanicHandler, WithErrorHandler
//	debug mode                               package loopcheck
//	nest_asyncio                             absent: a nested run is ErrOnLoop
package loop

// # Files
//
// loop_*: what a Loop is made of, from the way in (ingress) to the end; timer_* its timers.
// future_*, task_*, offload_*: what is handed over and awaited. wait_*: who waits for
// whom, and the search for circles. coop_*: what coroutines of one loop share. runner_*: a
// loop for plain code. row.go, ring.go: where things wait in order.
//
// A loop is roused, from sleep; a coroutine, or a goroutine, parks and is woken; a
// future is awaited, and who listens to it is notified. What a lock guards is said at
// the lock: see ingress.
