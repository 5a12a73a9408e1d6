// Package loopdeadlock defines an analyzer that reports waits that only those who
// wait can end: of code on a loop for that loop, and in circles through locks.
//
// # Analyzer loopdeadlock
//
// loopdeadlock: report waits for the own loop, and circles through locks
//
// What it reports, where it runs on the loop in question:
//
//   - a hand-off that waits until the loop has taken or run it (tview's
//     QueueUpdate and Draw, Fyne's DoAndWait, Bubble Tea's Program.Send), also
//     behind a wrapper in another package, a logger or an interface;
//   - a call that waits for the loop to end or to answer (Program.Wait,
//     EventLoop.Stop, an MQTT token's Wait in a message handler);
//   - in a hand-written loop, a send to a channel that only the loop itself
//     receives from, and a receive from one that only it completes; also one to a
//     channel with room, in a for statement that may send any number in one turn, or in
//     turns that take nothing of it where there is room for a few alone;
//   - a function or an object that was handed to a hand-written loop, of this package or
//     another one, which calls it, or a method of it, and for which that waits: a listener
//     that publishes to the hub whose loop tells it;
//   - a goroutine that waits on the WaitGroup that counts it, and a group that has
//     counted the goroutines of all rounds of a loop, in each of them;
//   - a handler that shuts down the HTTP server which has called it;
//   - a handler that waits for who calls it: a chromedp listener that runs an action,
//     raft's state machine for a future, a memberlist delegate that asks the list, an
//     informer's handler that waits until its own registration has synced, or that
//     shuts the factory down;
//   - a call that waits until somebody takes what comes out of an object, on the
//     goroutine that takes it (fsnotify's Add, where Events are taken);
//   - a call of a function that a comment or an assertion keeps off the loop ("must not
//     be called from the serve goroutine", s.serveG.checkNotOn()), since it waits for it,
//     as a rule.
//
// And, on whatever goroutine, circles through a lock, which a channel with room for one
// token is too (busy <- struct{}{} before a section, <-busy after it):
//
//   - a lock that is locked while it is held, directly or by a call, also one of
//     another package; reading twice, where somebody may come to write between. The
//     way back may lead through an element of what has the lock (a server's
//     connection, which leads back to the server), through an object that is made
//     under it, and through a String or Error method that fmt or log calls;
//
//   - a function that is called under a lock for which it waits: one that is handed to
//     who calls it at once, or keeps it for later (Publish calls what Subscribe was
//     given, a pool what its constructor was given, alone or among options), or that
//     is put into a field, in whatever package, and likewise a listener's method; a
//     function that a sync.Once runs and that comes to the same Once;
//
//   - a lock that stays locked on one way out of a function, or from one round to
//     the next, behind whatever guard, while nobody else unlocks it;
//
//   - a send, a receive or a wait for a group or a condition under a lock that
//     everybody needs first who could end it: a loop takes it before it comes back to
//     its inbox, or on its way out, after which it receives no more; a goroutine before
//     it is done, or before it signals; or whoever takes what that goroutine hands over
//     first, also by way of another type that leads back (a job's pool), or in a function
//     that the object has handed to whom it waits for. Likewise Shutdown of an HTTP
//     server, under a lock that a handler takes, and a wait in a function that a
//     sync.Once runs, for who comes to the same Once;
//
//   - a send, and nothing else, under a lock to each whom an object holds, where an
//     exported method that takes one out needs the lock (strict where there is room);
//
//   - two locks that two goroutines take in opposite orders, also one that is let go for
//     a while and taken again under the other one; three that are taken in a ring;
//
//   - a loop and another goroutine of which each waits for what only the other one
//     does later, and a ring of three of them: a loop waits for the end of a source,
//     which waits for a reader, which waits for the loop's answer; and a function that
//     waits for its goroutines before it receives what they send without room.
//
//   - a token of a semaphore, with whatever room (golang.org/x/sync's, or a channel that
//     counts), for which somebody waits under a lock that all need who have one; one more
//     token, by a call, of who has one; a wait for goroutines that need a token and come
//     to the same in turn; and results that are only received after the last token was
//     taken.
//
//     hub.add                 hub.run
//     holds h.mu              is in drop, and waits for h.mu
//     sends to h.in    --->   would receive from h.in next
//
// Where a framework lets it pass after all, the message says what comes of it
// instead of "deadlock": Fyne, until a program has declared that it has migrated to
// fyne.Do, runs the function elsewhere and logs an error.
//
// Why it matters: nobody else will ever do what it waits for. The program
// stands still, as a rule without a word: the runtime reports a deadlock only
// when every goroutine sleeps.
//
// Wrong:
//
//	table.SetSelectedFunc(func(row, column int) {
//		app.QueueUpdateDraw(func() { status.SetText("opened") })
//	})
//
// Right:
//
//	table.SetSelectedFunc(func(row, column int) {
//		status.SetText("opened") // a handler runs on the loop already
//	})
//
// A deadlock lasts for ever, so that somebody feels it however seldom it happens:
// no finding is strict for its weight.
//
// The same lock means the same object: reached from the same variable, or standing
// to the channel as the other function's does. Of a type that holds others, as a
// hub its rooms, the message says that it is so if that is the same one.
//
// A channel is one by all names that the package has for it: fields, variables,
// parameters, and what functions and an interface's methods return.
//
// When it stays silent: a lock of another instance, as those of a tree's nodes;
// one that is tried, unlocked before the wait, given up for a while, lent, or handed
// to somebody who unlocks it; one that a parameter says is held, or by being nil; a
// function that may be another one by now, as what a decorator replaces; a third lock that
// lets one in at a time; a hand-off from another goroutine; a wrapper that hands
// over from a goroutine of its own; a send in a select that has another way
// out; a channel that is passed around, so that somebody else may receive; a
// worker of a crew that hands work back.
//
// In the strict tier: a queue that only waits while it is full; a wait under a lock
// that the end of a context or of everything ends; two locks in opposite orders
// where nobody is seen to be on a goroutine of his own; two reads under a lock that
// nobody locks alone on such a goroutine, or for other packages; a lock that a function
// comes back to by calling itself.
//
// Precision, judged one by one in November 2026 in 64 public programs that nobody
// had run loopcheck on: 20 findings, 6 true, 12 of small effect (Fyne logs them as
// errors, paho gives up after 30s, a writer must come in the moment between two
// reads), 2 that nobody minds, none false. Of 13 circles through locks 5 are true
// and 6 of small effect.
// docs/precision.md has the list, the verdicts' meaning, and the figures of the first
// run, before the faults that it showed were mended.
//
// Suppress: put a comment on the line, above it, or on the function:
//
//	//loopcheck:ignore loopdeadlock the queue is drained before
package loopdeadlock
