// Package loopdeadlock defines an analyzer that reports code on a loop that
// waits for what only that loop can do.
//
// # Analyzer loopdeadlock
//
// loopdeadlock: report code on a loop that waits for that same loop
//
// What it reports, where it runs on the loop in question:
//
//   - a hand-off that waits until the loop has taken or run it (tview's
//     QueueUpdate and Draw, Fyne's DoAndWait, Bubble Tea's Program.Send), also
//     behind a wrapper in another package, a logger or an interface;
//   - a call that waits for the loop to end or to answer (Program.Wait,
//     EventLoop.Stop, an MQTT token's Wait in a message handler);
//   - in a hand-written loop, a send to a channel that only the loop itself
//     receives from, and a receive from one that only it completes;
//   - a goroutine that waits on the WaitGroup that counts it.
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
// When it stays silent: a hand-off from another goroutine; a wrapper that hands
// over from a goroutine of its own; a send in a select that has another way
// out; a channel that is passed around, so that somebody else may receive; two
// loops that wait for each other; a worker of a crew that hands work back. A queue that only waits while it is full is
// reported in the strict tier.
//
// Precision, judged one by one in November 2026 in 64 public programs that nobody
// had run loopcheck on: 7 findings, 1 true, 6 of small effect (Fyne logs
// them as errors, paho gives up after 30s), none false.
// docs/precision.md has the list, the verdicts' meaning, and the figures of the first
// run, before the faults that it showed were mended.
//
// Suppress: put a comment on the line, above it, or on the function:
//
//	//loopcheck:ignore loopdeadlock the queue is drained before
package loopdeadlock
