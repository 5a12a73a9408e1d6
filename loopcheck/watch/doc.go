// Package watch is what a program may carry to have its own loops watched: a
// [Watcher] for a hand-written "for { select { … } }", or for the loop of a
// framework. The loop says where its handlers begin and end, and other code where
// it touches what the loop owns:
//
//	for {
//		select {
//		case m := <-h.in:
//			h.watcher.Handle(func() { h.step(m) })
//		case <-h.quit:
//			return
//		}
//	}
//
//	func (h *hub) size() int {
//		h.watcher.Check("hub.members")
//		return len(h.members)
//	}
//
// A nil Watcher does nothing, so that code can keep the calls where nobody watches.
// In a test loopcheck.Watch makes one that fails the test. A program that runs makes
// one with [New] and is told what it finds: handlers that are on the wrong goroutine,
// state that is touched off its loop, and with [Limit] handlers that take too long.
// Like package loop it needs the standard library alone, and nothing of package
// testing.
package watch
