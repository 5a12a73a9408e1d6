package contract

// A RowID names a row in facts: by what it says, so that it stays the same when
// rows are added. It is comparable, and zero for no row.
type RowID struct{ Framework, Kind, Symbol string }

// Runs says where code runs: the relation runs-on starts from these rows.
type Runs struct {
	Code   Code
	Mode   Mode
	Loop   string // the loop's name, for every mode but Spawn and Inline
	When   When
	Entry  Entry // how often it runs there
	Likely bool  // holds by convention rather than by the framework's word

	// Otherwise says that the row holds only for code that nothing else in
	// sight places.
	Otherwise bool
	Evidence
}

// Waits says that a call waits for a loop, so that it must not be made on it.
type Waits struct {
	Call   Symbol
	Loop   string
	Mode   Mode // PostBounded, Rendezvous or Call
	When   When
	Likely bool
	Evidence
}

// Blocks says that a call waits for something outside the program.
type Blocks struct {
	// Call names a function or method; with OfType, a named func type,
	// whose values must not be called on a loop.
	Call   Symbol
	OfType bool
	Class  Class
	Lasts  Length

	// Shape, if set, restricts the row to calls of this form: a client's
	// method that takes a context first and returns an error, whatever it is
	// called. The package of Call may have a "*" anywhere. Such a row is
	// compared with calls rather than bound, for clients have hundreds of methods.
	Shape *Code
	// Loop, if set, restricts the row to code on that loop of the framework.
	Loop string
	Evidence
}

// Takes says that a call may wait until somebody takes what comes out of the object that
// it is made on, so that who takes that must not make the call.
type Takes struct {
	Call Symbol
	From []Symbol // the object's channels, or its methods that return them
	Evidence
}

// Tokens says that an object has a number of tokens: a call takes some, and waits until
// there are enough, and another call gives them back.
type Tokens struct {
	Take Symbol
	Give Symbol
	Evidence
}

// Late says that a call hands over what is lost once the object that it is made on has
// been closed.
type Late struct {
	Calls []Symbol
	After []Symbol // the calls that close it, and return when it is closed
	Evidence
}

// Turns says that some methods of an object are for one goroutine at a time: those of
// one row take turns with each other, and with nothing else.
type Turns struct {
	Calls []Symbol

	// Of, if set, selects methods by the interface that their receiver implements,
	// wherever that is declared: Recv of Pkg is the interface, and Name the method,
	// which need not be one of the interface's own (the Send of a generated stream).
	Of []Symbol

	// Reads names those of the calls that change nothing: two of them may meet.
	Reads []string

	// Does completes "one goroutine at a time may …": "write to a websocket".
	Does string

	// Handlers, if set, are the calls that install a function which these calls run, on
	// the goroutine that makes them (the handler of a websocket's pongs).
	Handlers []Symbol

	// Answers, if set, names the methods that take what the other side asks for on the
	// same object. It may ask for the next only when it has the answer: whether two
	// answers come at once is its choice, and nobody's here to know.
	Answers []string
	Evidence
}

// A Forward says that calls of a library end in a handler that the program
// installed: a log record in a slog.Handler.
type Forward struct {
	Install []Symbol // the calls that install a handler
	Arg     int      // as which argument
	Method  string   // the handler's method
	Calls   []Symbol // the calls that end in it
	Evidence
}

// Owns says that objects belong to a loop.
type Owns struct {
	// Type is the owned type, or, with Shape, is empty: then the receivers
	// of the methods that Shape selects are owned, by their form (a bubbletea
	// model) or as those of an interface that the loop calls (a widget of the
	// program's own). They are the program's types, and so are their fields.
	Type  Symbol
	Shape *Code

	Loop string

	// Except lists types that the pattern matches but the loop does not own.
	Except []Symbol

	// Safe lists methods and functions that any goroutine may call.
	Safe []Symbol

	// Fields says that reading and writing exported fields counts too.
	Fields bool

	// Opens names calls that make the calling goroutine the loop
	// (Application.Run): code before them owns what it touches.
	Opens []Symbol

	Evidence
}

// Borrows says that a value is valid only until the callback returns.
type Borrows struct {
	// Result is the call whose result Index is borrowed, or Arg the callback
	// whose parameter Index is.
	Result Symbol
	Arg    *Code
	Index  int
	Evidence
}

// A Duty says what the holder of a value must do with it.
type Duty struct {
	// Type carries the duty; From, if set, names the only calls that
	// return it with one. Without Type, the channels and functions that the
	// calls in From return carry it: those have no type of their own.
	Type Symbol
	From []Symbol

	// Except names calls that return the type without a duty.
	Except []Symbol

	// Met lists the accepted ways out, as the message lists them:
	// "return it", "pass it to tea.Batch".
	Met []string

	// Calls, if set, names the methods of the value that meet the duty: what else is
	// asked of it does not. Handing it on meets the duty as well.
	Calls []Symbol

	// ForAll, if set, names calls that meet the duty of every value in a package at
	// once: PublishAsyncComplete waits for each message that is on its way.
	ForAll []Symbol

	// Once says that the value is a function to call exactly once: to call it again
	// is as wrong as never to call it.
	Once bool

	// Drains, if set, names channels of the value, fields or methods: somebody must
	// receive from each for as long as it lives. That is all that is owed then, and
	// owed by the package that makes the value with a call in From.
	Drains []Symbol

	// Setting, if set, frees a package of the duty that has decided otherwise.
	Setting *Setting

	// Since, if set, names the methods from whose first call on the value owes
	// something: nobody need wait for a group that has no goroutines.
	Since []Symbol

	// Lazy says that the value does nothing before it is met: to make one and leave
	// it is no loss on some way, only what the call has changed besides can be.
	Lazy bool

	// Ends names what is handed on instead where the program ends, and nothing is
	// owed any more: tea.Quit.
	Ends []Symbol

	// Join, if set, makes one value of several: tea.Batch.
	Join Symbol

	// Attached says that a receiver made in the same function excuses the
	// drop: nobody can hand on the command of a component that is in no model yet.
	Attached bool

	// Returnable says that the drop counts only in a function that returns
	// the type itself; elsewhere it is strict.
	Returnable bool

	// Uses, if set, restricts the duty to components that somebody is seen to
	// use: the others have nothing to do for it.
	Uses []UseOf

	// Lasts says how long the loss can be felt; Usual is for ever.
	Lasts Length

	Likely bool
	Strict bool // reported in the strict tier only: dropping it is a common idiom
	Evidence
}

// Bare reports whether what carries the duty has no type of its own.
func (d *Duty) Bare() bool { return d.Type == Symbol{} }

// A Setting is a field that is true unless a program sets it: the end of its path,
// "Return.Errors", in what a call of Made returns. What other packages make is theirs to
// have set.
type Setting struct {
	Made Symbol
	Path string
}

// UseOf is what calls of a method say.
type UseOf struct {
	Call Symbol
	Use  Use
}

// Use is what a call says of the component that it is made on.
type Use int

const (
	_           Use = iota
	Used            // from now on it may have something to do
	SwitchedOff     // it has nothing to do if the argument is false
	Reset           // it has nothing to do until it is used again
)

// ID is the duty's name in facts. The duties of one type differ in their calls.
func (d *Duty) ID(f *Framework) RowID {
	symbol := d.Type.String()
	if d.Bare() {
		symbol = "result"
	}
	if len(d.From) > 0 {
		symbol += " from " + d.From[0].String()
	}
	return RowID{Framework: f.Name, Kind: "duty", Symbol: symbol}
}

// When restricts a row.
type When struct {
	// Arg and Const: the row holds only where argument Arg (1-based, 0 for
	// no condition) is the constant Const ("true").
	Arg   int
	Const string

	// Passes: the row holds only where an argument is this function or method as a
	// value, or a call of it.
	Passes Symbol

	// Unless names a call that switches the row off for a package that
	// makes it with argument UnlessConst first
	// (SetOrderMatters(false)).
	Unless      Symbol
	UnlessConst string
}

// Class is a class of waiting. The list is the written definition of
// "blocking": a mutex held for nanoseconds is in none of them.
type Class string

const (
	Sleep Class = "sleep" // time.Sleep, a timer received as a statement
	Net   Class = "net"   // the network
	Disk  Class = "disk"  // file contents and directories
	Exec  Class = "exec"  // another process
	DB    Class = "db"    // a database
	Chan  Class = "chan"  // a send, receive or select without a way out
	Await Class = "wait"  // a WaitGroup, Cond, future or process
	Lock  Class = "lock"  // a long or foreign lock
	Stdin Class = "stdin" // a person's typing
)
