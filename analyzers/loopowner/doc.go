// Package loopowner defines an analyzer that reports state that a loop owns,
// touched from another goroutine.
//
// # Analyzer loopowner
//
// loopowner: report state of a loop that another goroutine touches
//
// What it reports, where the code surely runs off the loop (in a goroutine, a
// tea.Cmd, a timer's function, an HTTP handler):
//
//   - a method, or an exported field, of an object that the framework's loop
//     owns: Fyne's and tview's widgets, a gnet.Conn, a goja.Runtime, also
//     through helpers and across packages;
//   - a field of a Bubble Tea model that is written there, or read there and
//     written by Update. To write a part of a component in the model
//     (m.view.Width = 80), or to call its method that does
//     (m.view.SetContent), is to write the field;
//   - a field of a widget of the program's own in the same way: of a type with
//     methods that tview, Fyne or gocui call (Draw, InputHandler, CreateRenderer, a
//     table's GetCell, a manager's Layout), of an Ebitengine game, of a delegate that draws the
//     rows of a Bubble Tea list, and of the state machine that raft applies its log to;
//   - a field of a hand-written loop's object (c.conn, h.clients[k], r.hub.rooms) that
//     a goroutine of this package uses, and at the same time the function that started it,
//     another goroutine, one of the same statement, or a method that any
//     goroutine may call, one of them writing, with no lock, join or hand-over
//     between them. Flags are loopflag's. A map that a function is handed, its receiver
//     included, is its caller's field. What is installed on a websocket (a handler of pongs)
//     runs on the goroutine that reads. So does what a hand-written loop does to the
//     objects that its own one holds, a map of clients, beside the goroutine that each has.
//     What a loop runs without naming it, a function that it receives or a callback that somebody
//     installed, is the loop's too. A copy of a struct reads its fields; a channel field that a loop
//     makes anew is state; and goroutines of one statement that each count, add or append to one variable race;
//   - a connection, stream or encoder that one goroutine at a time may use, and two do: the writes
//     and the reads of gorilla's websockets, a gRPC stream's sends and receives, an encoder of
//     the standard library, a bufio.Writer, a list.List, a bytes.Buffer. A lock on one side alone is no turn. A function that
//     writes, and that the loop hands to others, is one more writer, whoever calls it;
//   - strict: a field that two or more functions use under the lock beside it, one of them to
//     write, where a goroutine, or a method that whoever has the object calls, uses it without
//     the lock; and where no goroutine is in sight, if more than twice as many functions take
//     the lock as go without. To ask once more under the lock excuses a read, and so does
//     a comment that the caller holds it. By default, where a loop writes the field under the
//     lock and two other exported methods take it, or one side takes another lock than most do;
//   - a field that is written under a lock which is only locked for reading, where another
//     function uses it under the same one;
//   - a map or slice of a hand-written loop that it sends to somebody as it is, and goes on to change,
//     and a map that an exported method returns as it is under the lock that others take to change it;
//   - a buffer that a round sends and the next one reads into; and, strict, an object that was sent, and that its
//     sender goes on to use with nothing that waits in between, where who receives it uses the same field;
//   - a field, or a variable of the package, that a comment says belongs to a loop ("owned by
//     run()", "only accessed by the read loop"), and a function that a comment or an assertion says runs on
//     one ("should only be called from the run loop", s.serveG.check()), used or called by
//     code that surely runs elsewhere, or that says of itself that it does ("called
//     from handler goroutines", "safe for concurrent use"), or is exported and hands the loop something. The finding quotes what they say;
//     loopcheck contracts lists them all, and with -suggest those that nobody wrote down. //loopcheck:owned run, //loopcheck:on run and
//     //loopcheck:off say the same without a sentence;
//   - a value that is only lent to a callback and outlives it: the bytes of
//     gnet's Next, a goja FunctionCall.
//
// A finding stands where the code touches, with the way from the goroutine to
// there. What a function touches there, itself and by calls of functions that the
// loop runs too, is one finding, at the first touch: it needs one hand-off.
// Goroutines and commands of one function that begin with the same touch are one
// finding as well.
//
// Why it matters: the loop reads and writes its state without a lock. What
// another goroutine does to it is a data race: a torn frame, a panic in a map,
// a crash in the driver.
//
// Wrong:
//
//	go func() {
//		rows := load()
//		table.SetCell(0, 0, tview.NewTableCell(rows[0]))
//	}()
//
// Right:
//
//	go func() {
//		rows := load()
//		app.QueueUpdateDraw(func() {
//			table.SetCell(0, 0, tview.NewTableCell(rows[0]))
//		})
//	}()
//
// A race ends in a wrong state or a crash, so that somebody feels it however
// seldom it happens: no finding is strict for its weight.
//
// Of a hand-written loop it tells what two goroutines surely do to the same object, as
// far as the code shows: by a receiver, a captured variable, and fields from there.
// What one does before it starts the other, after it has waited for it or heard from
// it, and under any lock is no race. By default it tells what rounds do on both sides,
// a map that goroutines of one statement in a loop write, and, once, at the call, a function that
// the loop runs and a goroutine runs beside it, which touches three of the loop's fields.
// What a function goes on to do after it has started a goroutine, and exported methods, which
// whoever has the object calls, are strict, unless the code says that they run elsewhere: a comment
// that any goroutine may call them, a contract (an HTTP handler), that they hand the loop something,
// that they take the lock beside a field, which the loop uses without it, or the loop and their
// like take it and they do not, or that one side uses package atomic for a field and the other does not.
// What a lock guards where it is written is strict where one side lacks the lock: a
// goroutine may read what it alone writes without the lock that it takes for others. So is the one answer that
// a goroutine gives to each request of a gRPC client's stream: its server may wait for it.
//
// Of what comments say, it takes no more than is sure: the place must be one function of the
// package, and the other side a goroutine in sight, or code that says where it runs. To read what
// nobody writes once the object is made breaks nothing. A claim about all state of a type that leaves
// exceptions open ("except where noted") makes reads strict.
//
// When it stays silent: a function that nobody in sight starts off the loop;
// objects made in the goroutine itself; what a sync.Once runs, which somebody else may have
// done before; a goroutine that runs the loop; methods
// that the framework documents as safe; fields of a model that nobody writes
// after it is made, or that the loop only stores once more from a parameter; a model that is
// passed by value, of which a command has its own copy; a model's fields where
// the code may hold a lock that guards them elsewhere; what a comment says is a loop's, under any
// lock, in the function that starts the loop, and after a wait for its end; test files,
// where no loop runs.
//
// Precision, of what frameworks own, judged one by one in November 2026 in 64 public programs that nobody
// had run loopcheck on: 66 findings, 40 true, 24 of small effect (a race
// that needs microseconds, mostly), 2 that nobody minds, none false. Of what hand-written
// loops own: 35 findings there, 20 true, 13 of small effect, 2 that nobody minds;
// and of what comments say, one, true. What takes turns, what loops send and what they do
// to the objects that they hold is newer, and not measured by that list.
// docs/precision.md has the list, the verdicts' meaning, and the figures of the first
// run, before the faults that it showed were mended.
//
// Suppress: put a comment on the line, above it, or on the function:
//
//	//loopcheck:ignore loopowner the window is not shown yet
package loopowner
