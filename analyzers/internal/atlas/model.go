package atlas

import (
	"go/token"

	"golang.org/x/tools/go/analysis"
)

// A Map is what is known of one package. It refers to nothing of the package but
// positions, and all of it is in an order that is the same on every run.
type Map struct {
	Path, Name string // the import path, and the package clause's name

	Loops      []Loop
	Goroutines []Goroutine
	Functions  []Function // those that stand on one of these, or at an end of a link
	Links      []Link
	Fields     []Field
	Owned      []Owned
	Unfollowed []Call
}

// A Node names what code runs on: a loop, a goroutine that is none, or the code of a
// package of which nobody in sight says where it runs. It means the same in all
// packages of a run.
type Node string

// A Loop is one that code of the package serves, opens, runs on or speaks to.
type Loop struct {
	Node
	Owner, Name string // as in [contract.LoopID]
	Spelled     string // "ui", "hub.run"

	// Framework says that a contract knows the loop. The others are hand-written:
	// Serve is the function that is the loop, if it is this package's, Inbox what it
	// serves.
	Framework bool
	Serve     string
	Pos       token.Pos
	Inbox     []string

	// Worker says that it takes from one queue alone, Awaited that somebody who sends
	// it a request waits for the answer, Many that several goroutines run it for one
	// object, Executor that it runs the functions it receives.
	Worker, Awaited, Many, Executor bool

	// Starts are where code of this package starts it: a go statement, or the call
	// that makes its goroutine the framework's loop.
	Starts []Start

	Rounds bool // it goes round in a for statement that is in sight
	Ends   []End
}

// A Goroutine is a function that runs on a goroutine of its own, and is no loop.
type Goroutine struct {
	Node
	Function string
	Pos      token.Pos
	Starts   []Start
	Rounds   bool // it goes round until something ends it
	Ends     []End
}

// A Start is a place where something is started, in the function In, which runs on By.
type Start struct {
	Pos  token.Pos
	In   string
	By   []Node
	Text string
	Many bool // again and again
}

// An End is a way out of the rounds of a loop or goroutine, and who leads there.
type End struct {
	Pos     token.Pos
	Text    string // "<-h.quit", "h.in is closed", "return if err != nil"
	Tellers []Start
}

// A Function is a function or literal, and on what it runs.
type Function struct {
	Name      string // "Model.Update", "Model.Update.func1"
	Pos, Stop token.Pos
	Runs      []Run
}

// A Run is one thing that a function runs on, and why: from the function back to what
// made the first one run there.
type Run struct {
	Node
	Entry  string // how often, of a loop's: "for each message"
	Called bool   // code that runs there calls it; else something else makes it run there
	From   string // the function that does; its own run there is the rest of the chain
	Likely bool   // a convention, an inferred loop or a dynamic call is on the way
	Why    []analysis.RelatedInformation
}

// Kinds of links.
const (
	Starts = "starts" // a goroutine
	Posts  = "posts"  // hands over a function or a message, and goes on
	Calls  = "calls"  // hands over, and waits until the loop is done with it or takes it
	Sends  = "sends"  // on a channel that the other receives from
	Closes = "closes" // a channel that the other receives from

	// Perhaps stands before a kind where the program has put an interface in front of a
	// framework's type, and nobody sees whether that stands behind it.
	Perhaps = "perhaps "
)

// A Link says that code on From speaks to To, at one place.
type Link struct {
	From, To Node
	Kind     string
	Via      string // "h.in", "app.QueueUpdateDraw"
	Note     string // what a contract says of it, empty if none does
	Pos      token.Pos
	In       string // the function
}

// A Field is a field of a struct, or a variable, that code on a loop uses, and all that
// is seen to use it.
type Field struct {
	Name string // "hub.clients"
	Pos  token.Pos
	Uses []Use
}

// A Use says that code on a node uses a field.
type Use struct {
	Node
	Write bool
	Pos   token.Pos // the first place, a write before a read
}

// An Owned is what somebody says belongs to a loop: a contract or a comment.
type Owned struct {
	Node
	What string // "hub.clients", "UI.table, a ui.Table"
	Said string // the comment as it is quoted; empty of a contract's
	Pos  token.Pos
}

// A Call is one in code on a loop that may run what nobody has looked into.
type Call struct {
	On   []Node
	Text string
	Why  string

	// MayBe is a framework's type, whose method the call may be of: "ui.Application".
	MayBe string

	Pos token.Pos
	In  string
}
