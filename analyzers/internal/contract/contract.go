// Package contract is the grammar of what loopcheck knows about other people's
// loops: one row a promise, and beside each row the place upstream that it was
// read from. Package shipped has the rows, package book binds them.
//
// A row never says what to report. It starts one of the relations: which code
// runs where ([Runs]), what a call waits for ([Waits]), who owns an object
// ([Owns], [Borrows]) and what a value obliges its holder to do ([Duty]).
package contract

import (
	"cmp"
	"strings"
	"time"
)

// A Framework is the contract of one framework.
type Framework struct {
	// Name is what messages call it: "bubbletea".
	Name string

	// Modules are the modules, each with the version, that the rows were
	// read from. They are also the packages exempt from the contract: a
	// framework knows how to use its own loop.
	Modules []Module

	// Needs, if set, is a symbol that must exist in the version a program
	// uses for the contract to hold (fyne.Do arrived with the single
	// goroutine of fyne 2.6; before it the rules were others).
	Needs Symbol

	Loops   []Loop
	Runs    []Runs
	Waits   []Waits
	Blocks  []Blocks
	Forward []Forward
	Owns    []Owns
	Borrows []Borrows
	Duties  []Duty
}

// A Module is a module path and the version its rows were read from.
type Module struct{ Path, Version string }

// Holds reports whether a package belongs to the module.
func (m Module) Holds(pkg string) bool {
	rest, ok := strings.CutPrefix(pkg, m.Path)
	return ok && (rest == "" || rest[0] == '/')
}

// A Loop is one kind of loop that a framework runs.
type Loop struct {
	// Name tells the framework's loops apart; it is "" for the only one.
	Name string

	// Pool says that the framework runs several of these at once, so that
	// being on one of them does not mean being on the one that owns an
	// object (gnet).
	Pool bool

	// Coroutine says that this is another way to run on the framework's
	// loop named "": as a coroutine, which owns what that loop owns, and may
	// wait in the framework's own functions.
	Coroutine bool

	// Budget is how long a handler may take before somebody notices.
	Budget time.Duration

	// Fix is what to do instead of blocking it: "return a tea.Cmd instead".
	Fix string

	// Tolerates lists the classes of waiting that are this loop's normal
	// work (a raft state machine writes to disk).
	Tolerates []Class
}

// A LoopID names a loop: a framework's ("bubbletea", ""), one of several of a
// framework's ("nats", "conn"), or a hand-written one by the path of its package
// and its serving function as importers call it ("example.com/hub", "hub.run").
type LoopID struct{ Owner, Name string }

// String is how messages call the loop: "bubbletea", "nats conn", "hub.run".
func (id LoopID) String() string {
	if id.served() {
		return id.Name
	}
	return strings.TrimSpace(id.Owner + " " + id.Name)
}

// Every is the name that stands for all loops of an owner.
const Every = "*"

// Covers reports whether id is the loop, or stands for all loops of its owner.
func (id LoopID) Covers(loop LoopID) bool {
	return id == loop || id.Name == Every && id.Owner == loop.Owner
}

// served tells a function's name, which has a dot, from a framework's word.
func (id LoopID) served() bool { return strings.Contains(id.Name, ".") }

// Compare orders loops by owner and name.
func (id LoopID) Compare(other LoopID) int {
	return cmp.Or(cmp.Compare(id.Owner, other.Owner), cmp.Compare(id.Name, other.Name))
}

// Evidence is why a row is there and what the user should do about it.
type Evidence struct {
	// Why is a clause that completes "… because", or says what happens:
	// "sends to the loop's unbuffered channel and waits".
	Why string

	// Source is the upstream sentence's or line's place, relative to the
	// module: "tea.go:1189".
	Source string

	// Fix completes "…; ", in the imperative: "return a tea.Cmd instead".
	Fix string
}

// A Symbol names a function, a method, a type or a field. Pkg is an import
// path, Recv a type's name without its star, and "" for a function or a type.
//
// In Recv and Name, and at the end of Pkg, "*" stands for any run of
// characters: {fyneWidget, "*", "Set*"}.
type Symbol struct{ Pkg, Recv, Name string }

// String is the symbol as one word: "fyne.io/fyne/v2.Window.Show".
func (s Symbol) String() string {
	if s.Recv != "" {
		return s.Pkg + "." + s.Recv + "." + s.Name
	}
	return s.Pkg + "." + s.Name
}

// A RowID names a row in facts: by what it says, so that it stays the same when
// rows are added. It is comparable, and zero for no row.
type RowID struct{ Framework, Kind, Symbol string }

// A Form says how a [Code] selector picks code.
type Form int

const (
	_              Form = iota
	FormImplements      // method Name of any type that implements interface Recv of Pkg
	FormShape           // a method Name (or any, with "*") whose signature has Params and Results
	FormFuncType        // a function value converted to the named func type Name of Pkg
	FormParam           // the argument for parameter Index of the function or method
	FormField           // a function stored in field Name of struct Recv of Pkg
	FormReturned        // the closure that method Name of an implementer of interface Recv of Pkg returns
	FormFirstParam      // a function whose first parameter is of type Name of Pkg
	FormAssertion       // code that calls this function: the call asserts where it is
)

// Code selects code: functions, methods, or the function values that reach a place.
type Code struct {
	Form   Form
	Symbol Symbol

	// Index is the parameter's position, receiver excluded; Last is the
	// last one, Any every one that is a function. A variadic parameter
	// stands for each of its values.
	Index int

	// Params and Results are the types of a shape, written as Go does with
	// the full import path ("github.com/charmbracelet/bubbletea.Msg"); "_"
	// matches any type and "…" any number of further types.
	Params, Results []string

	// Except lists symbols that the pattern matches but does not mean.
	Except []Symbol

	// Beside lists shapes that methods of the same receiver must have:
	// View() string says nothing by itself.
	Beside []Code
}

const (
	Last = -1 // the last parameter
	Any  = -2 // each parameter that is a function
)

// Implements selects the method of every type that implements the interface.
func Implements(pkg, iface, method string) Code {
	return Code{Form: FormImplements, Symbol: Symbol{pkg, iface, method}}
}

// Shape selects methods by name and signature, for types that satisfy no
// interface (every bubbles component returns its own type from Update).
func Shape(name string, params, results []string) Code {
	return Code{Form: FormShape, Symbol: Symbol{Name: name}, Params: params, Results: results}
}

// FuncType selects function values converted to a named func type.
func FuncType(pkg, name string) Code {
	return Code{Form: FormFuncType, Symbol: Symbol{pkg, "", name}}
}

// Param selects the function passed for a parameter.
func Param(pkg, recv, name string, index int) Code {
	return Code{Form: FormParam, Symbol: Symbol{pkg, recv, name}, Index: index}
}

// Field selects the function stored in a struct field, by assignment or in a literal.
func Field(pkg, typ, name string) Code {
	return Code{Form: FormField, Symbol: Symbol{pkg, typ, name}}
}

// Returned selects the closure that an interface method returns.
func Returned(pkg, iface, method string) Code {
	return Code{Form: FormReturned, Symbol: Symbol{pkg, iface, method}}
}

// FirstParam selects functions whose first parameter has the named type.
func FirstParam(pkg, typ string) Code {
	return Code{Form: FormFirstParam, Symbol: Symbol{pkg, "", typ}}
}

// Assertion selects code that calls the function, which panics elsewhere.
func Assertion(pkg, recv, name string) Code {
	return Code{Form: FormAssertion, Symbol: Symbol{pkg, recv, name}}
}

// But returns c without the functions, methods or fields named.
func (c Code) But(except ...Symbol) Code {
	c.Except = append(c.Except[:len(c.Except):len(c.Except)], except...)
	return c
}

// A Mode says how code reaches the goroutine that runs it, and so what the
// goroutine that hands it over waits for.
type Mode int

const (
	_           Mode = iota
	Callback         // the framework calls it on the loop, some time
	Post             // handed to the loop; the caller goes on
	PostBounded      // handed to the loop; the caller waits while its queue is full
	Rendezvous       // handed to the loop; the caller waits until the loop takes it
	Call             // handed to the loop; the caller waits until it ran
	CallInline       // as Call, but on the loop it runs at once
	Spawn            // runs on a goroutine of its own (or a worker's)
	Inline           // runs before the call returns, on the caller's goroutine
	Paused           // as Inline, while the loop stands still for it: it may block and touch what it likes
)

// Runs says where code runs: the relation runs-on starts from these rows.
type Runs struct {
	Code   Code
	Mode   Mode
	Loop   string // the loop's name, for every mode but Spawn and Inline
	When   When
	Likely bool // holds by convention rather than by the framework's word

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
	// Loop, if set, restricts the row to code on that loop of the framework.
	Loop string
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
	// of the methods that Shape selects are owned (a bubbletea model).
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
	// return it with one.
	Type Symbol
	From []Symbol

	// Except names calls that return the type without a duty.
	Except []Symbol

	// Met lists the accepted ways out, as the message lists them:
	// "return it", "pass it to tea.Batch".
	Met []string

	// Attached says that a receiver made in the same function excuses the
	// drop: nobody can hand on the command of a component that is in no model yet.
	Attached bool

	// Returnable says that the drop counts only in a function that returns
	// the type itself; elsewhere it is strict.
	Returnable bool

	Likely bool
	Strict bool // reported in the strict tier only: dropping it is a common idiom
	Evidence
}

// ID is the duty's name in facts. The duties of one type differ in their calls.
func (d *Duty) ID(f *Framework) RowID {
	symbol := d.Type.String()
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
