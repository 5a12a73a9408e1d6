// Package loopleak defines an analyzer that reports waits whose other side can
// be gone.
//
// # Analyzer loopleak
//
// loopleak: report sends and waits that nobody may end
//
// What it reports:
//
//   - result: a goroutine sends its result on a channel without room, and the
//     function that made the channel, or that is returned it, can leave without
//     receiving it: after a timeout, when a context ends, with another result, by an
//     early return, or because it drops the channel; also the answer to a request
//     that its caller no longer waits for, where who answers takes the channel from
//     the request, or from the map, set or list of those who wait, or is a function
//     that is sent to a loop; and a stream that
//     its receiver leaves because of an error of its own;
//   - ticker: a goroutine that does nothing but range over a ticker's C, which
//     somebody stops who has made it, is returned it, or finds it in a map: Stop
//     does not close the channel;
//   - timer: "if !t.Stop() { <-t.C }" where the timer may have been received from
//     before, and has not been set again;
//   - send: a send, and nothing else, to a hand-written loop that can have
//     returned, where another send knows of the loop's end, or another wait that
//     callers come to, or the loop also ends
//     by itself, an exported function ends it or sets the flag that does, and the send is
//     another one's or a goroutine's, or the loop ends when another goroutine than the
//     sender's has, or closes the channels of the objects that send;
//     one that a goroutine or a handler defers, to a loop that an exported function ends;
//     one to functions that wait for one value each, Accept or Next, until an exported
//     one says that all is over; and one by a goroutine that an exported function tells to end and waits
//     for, when whoever calls that receives no more, or that asks in each round for the
//     word to end which its users give; one to goroutines of the same function, each of
//     which can leave with an error, or with its context; one to a channel to which
//     another function sends in a select that knows of the end; one of a token that a
//     function does not take back on each way out, and nobody else does; also
//     a send to a channel from which nobody receives, and one to a channel that
//     nobody else can know yet;
//   - answer: a receive of the answer to a request, and nothing else, where the
//     loop that takes the request does not answer on every way, or returns with the
//     request in its queue, as the send of the request knows, or where the very next
//     statement asks whether all is over; also a receive
//     from a channel that nobody sends to or closes, or that a goroutine alone does which
//     can return before it does, and which the function waits for on every way; one for
//     what one goroutine alone closes, which leaves with an error before; one for an
//     answer that a loop takes from a container, and which it leaves there when it
//     returns with an error; one for a
//     WaitGroup that counts a goroutine which can return without its Done; and a
//     wait for a sync.Cond that nobody signals, or one goroutine alone that can have ended, or not the Close or
//     Stop that sets the flag for which the wait ends;
//   - unstarted: a token that a Stop or Close leaves in a channel for a function
//     that nobody need call;
//   - late: what is handed to a loop of this project's runtime, or to a hand-written
//     executor, after a call has closed it, on every way there, where nobody looks at
//     what the hand-off returns, or it returns nothing;
//   - endless: a goroutine that waits for the end of a context, and nobody calls the
//     cancel function, which is kept in a field; and the loop of an object with a
//     Close, Stop or the like that nothing ends: no statement leaves it, or only one
//     for a channel that nobody closes or sends to.
//
// Why it matters: the goroutine stays, with all that it refers to, until the
// program ends. One for each request, or for each object, is a leak that
// nothing reports; a Close that waits for it hangs.
//
// Wrong:
//
//	codes := make(chan int)
//	go func() { codes <- wait() }()
//	select {
//	case code := <-codes:
//		return code, nil
//	case <-time.After(d):
//		return 0, errLate
//	}
//
// Right:
//
//	codes := make(chan int, 1) // the goroutine ends, heard or not
//
// Some findings suggest a fix, which loopcheck -fix and go fix -fixtool apply: room for
// the one result there is, and the arm that another send to the loop has.
//
// A local variable, or a parameter of a function that only the package calls, which only
// ever holds the channel of one field is another name of that field.
//
// When it stays silent: a channel with room for all that is sent on one way; one
// that others may know (passed, returned, stored in a field), so that somebody
// else may receive; a receive in another goroutine or in a deferred function; a
// send in a select; a function that waits for the goroutine by a WaitGroup, also
// through a channel that is closed then, or by what it does last; func main, which ends the program; a loop that is drained
// when it ends, or ends only when its inbox is closed; a send under a lock and a
// condition that whoever ends the loop undoes under the same lock; senders that
// are waited for before; a buffer for the one send there is; tests. The strict
// tier has sends to a loop that can return, where nothing else says that it does
// so first, as when it ends only on being told to; an object whose loop only its own
// method ends, where a function leaves with an error and nobody has the object; a way out on which the function
// may still receive; and what is left when the process ends: where a function that
// main or a command line runs once leaves, where one leaves on a signal such as
// os.Interrupt or with the context of one that asks for it, where the goroutines
// serve a network, where the function is the loop of an object and ends only when it
// is told to, and a ticker that a command stops when it returns; also what stands in
// a folder for tests.
//
// Precision, judged one by one in November 2026 in 64 public programs that nobody
// had run loopcheck on: 36 findings, 15 true, 14 of small effect (a
// ticker for each time that somebody switches a plugin off), 7 that nobody minds,
// as the function leaves when the program ends, none false. By class: result 7 true
// and a minor one of 11, send 7 and four minor ones of 12, answer one and a minor one of 2,
// ticker 8 minor ones of 10, endless one that nobody minds. The other classes found nothing there.
// docs/precision.md has the list, the verdicts' meaning, and the figures of the first
// run, before the faults that it showed were mended.
//
// Suppress: put a comment on the line, above it, or on the function:
//
//	//loopcheck:ignore loopleak the program ends with this function
package loopleak
