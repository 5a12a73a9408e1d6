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
// [ErrGoexit]. The loop goes on, after Goexit on a new goroutine.
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
