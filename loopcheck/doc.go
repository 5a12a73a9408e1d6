// Package loopcheck finds loop bugs while tests run: a callback that blocks its
// loop, a loop that waits for itself, state that is touched off its loop, results
// that nobody takes, goroutines and loops that outlive the test. It finds them on
// the loops of package loop, and with [Watch] on hand-written loops and those of
// frameworks. Each [Finding] says where it happened, where the thing at fault was
// made, and which analyzer of loopcheck looks for the same bug in the source.
//
// A test that needs no network and no files runs in a bubble of testing/synctest,
// where time is virtual and passes only while everything waits:
//
//	func TestCounter(t *testing.T) {
//		loopcheck.Run(t, func(t *loopcheck.T) {
//			c := newCounter(t.NewLoop())
//			t.Go("client", c.increment)
//			t.Wait()
//		})
//	}
//
// [Explore] runs such a test in many orders of what its goroutines hand over, and
// prints a seed that repeats the one that failed. [Guard] watches a test in real
// time. [VerifyTestMain] watches what is in neither:
//
//	func TestMain(m *testing.M) { loopcheck.VerifyTestMain(m) }
//
// What a program carries for [Watch] is in package watch, which needs nothing of
// package testing and serves programs that run as well.
//
// # What may be on purpose
//
// A post after the end whose error is checked, a Call that falls back to a plain call,
// a panic that comes back as an error and is handled, an idle time-out that is pending
// at the end: each is a finding, and may be right all the same. [Lenient] takes each
// of these readings out, and [Allow] a whole kind. That somebody waited for a result
// and gave up when the time was over is no finding, unless [Strict] makes it one.
//
// # What it cannot see
//
// It sees what happens in the test, and nothing that might have. In a bubble a
// callback is slow if it lets time pass: waiting for a goroutine that answers at
// once takes no virtual time and goes unnoticed. In real time it is slow after 100
// milliseconds ([Budget]). A result that a framework's API dropped before anything
//
// That a whole test hangs it says only where every goroutine of the program waits for
// another: one that waits for the network may still be answered. docs/harness.md in the
// repository says what it found in other people's tests, and how often it was wrong.
package loopcheck
