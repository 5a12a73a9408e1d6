// Package loopawait defines an analyzer that reports results of submissions
// that are dropped.
//
// # Analyzer loopawait
//
// loopawait: report commands, tokens and futures that are dropped
//
// What it reports: a value that obliges its holder to do something with it,
// where the call stands as a statement, the value is assigned to the blank
// identifier, or it is overwritten before anybody reads it: a tea.Cmd, from
// Bubble Tea, its components or one's own functions, an MQTT token of Connect
// or Subscribe, a future of this project's runtime or of hashicorp's raft; a channel
// that somebody must receive from (the requests and channels of an SSH connection, the
// errors of a sarama producer); a function that must be called exactly once (what Hold
// of this project's loops and RegisterCallback of k6 return).
//
// It follows the ways out of the function as well: a value that one of them forgets
// (an early return), or replaces (the next round of a for statement); one that is added
// to a list, where a return gives nothing of the list; a raft future that is asked for
// something, but on some way not for its Error; a group whose goroutines have
// been started, and a way out without its Wait; a function to call exactly once that
// some way calls again, or that a goroutine it was left to does not call. To hand the value on is to meet its
// duty, whatever becomes of it there, and the message lists the other ways. The end of
// the program (tea.Quit) is one.
//
// Why it matters: a tea.Cmd does nothing until the loop gets it, and the error
// of a submission is in its future alone. Dropped, the load never starts, the
// spinner stands still, the failed subscription is never seen.
//
// Wrong:
//
//	case itemsMsg:
//		m.list.SetItems(msg)
//		return m, nil
//
// Right:
//
//	case itemsMsg:
//		return m, m.list.SetItems(msg)
//
// Where the function's next return follows for sure, a fix adds the command to those
// that it returns, or returns it.
//
// Several calls of one function of the package whose result all of them drop
// are one finding in each file.
//
// What nobody feels is reported in the strict tier alone: a cursor that blinks
// only after the next key (Focus), an item that a filtered list shows as it was
// (SetItem, InsertItem; SetItems empties it, and is felt), and what the code says
// does not matter, by a written _ for the result of a function of its own module, or for
// the answer to a message of its own; the errors of an fsnotify watcher that nobody
// receives; the requests of one SSH channel, which is mostly closed soon; JetStream's
// answer to one message, where the package neither waits for all of them nor has a handler
// of their errors.
//
// When it stays silent: a value that is returned, passed, stored, sent or
// captured, whatever becomes of it there; a function that returns nil for it on
// every path, for the constant argument at hand, or for a message of its type; a
// component made in the same function, as constructors do (ti.Focus() where Init
// returns textinput.Blink); a cursor's blink, where the function cannot return it,
// returns another or adds one to those that it returns; test files.
//
// A value that one way out of a function hands on and another one loses, a list of
// commands that one return forgets, and a group that nobody waits for are likely.
// A group that some way waits for and an early return leaves is told in the strict
// tier: mostly the context is over that ends its goroutines too.
//
// Precision, judged one by one in November 2026 in 64 public programs that nobody
// had run loopcheck on: 42 findings, 17 true, 16 of small effect, 6 that
// nobody minds and 3 false.
// docs/precision.md has the list, the verdicts' meaning, and the figures of the first
// run, before the faults that it showed were mended.
//
// Suppress: put a comment on the line, above it, or on the function:
//
//	//loopcheck:ignore loopawait the list has no filter
package loopawait
