// Package atlas shows what is known of a program's loops: as text, as a diagram, as
// JSON, and as a page to click through. It knows no analysis: package analyzers draws
// each package, and here they become one picture.
package atlas

import (
	"go/token"
	"slices"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
)

// Version is the version of the JSON form. It grows when a field goes or comes to mean
// something else.
const Version = 1

// A Program is the picture of the packages of a run. Its JSON form is what -format json
// prints. Places are "file:line:col", as seen from where the command runs.
type Program struct {
	Version  int              `json:"version"`
	Kind     string           `json:"kind"` // "map"
	Coverage *output.Coverage `json:"coverage"`

	// Nodes are the loops, then the goroutines that are none, then the code that nobody
	// places, each sorted.
	Nodes []*Node `json:"nodes"`

	// Functions are those that run on a node.
	Functions []Function `json:"functions"`

	// Links are who speaks to whom, sorted.
	Links []*Link `json:"links"`

	// Shared are the fields that code on a loop uses and other code too, where somebody
	// writes.
	Shared []Field `json:"shared"`

	Findings []Finding `json:"findings"`

	byID     map[string]*Node
	from, to map[string][]*Link
}

// Kinds of nodes.
const (
	Loop      = "loop"
	Goroutine = "goroutine"
	Code      = "code" // of a package, of which nobody in sight says where it runs
)

// A Node is what code runs on.
type Node struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Name    string `json:"name"`              // "tview", "hub.run", "UI.scan.func1", "code of tui"
	Package string `json:"package,omitempty"` // the import path, but of a framework's loop
	At      string `json:"at,omitempty"`      // where the function is that it begins with

	// Framework says of a loop that a contract knows it; Traits are what is known of a
	// hand-written one: "worker", "awaited", "several", "executor".
	Framework bool     `json:"framework,omitempty"`
	Traits    []string `json:"traits,omitempty"`
	Inbox     []string `json:"inbox,omitempty"`

	Starts []Start `json:"starts,omitempty"`

	// Rounds says that it goes round in sight until one of Ends; else it returns when
	// its work is done, or nobody sees how it goes round.
	Rounds bool  `json:"rounds,omitempty"`
	Ends   []End `json:"ends,omitempty"`

	Runs       []Run   `json:"runs,omitempty"`
	Owns       []Owned `json:"owns,omitempty"`
	State      []Field `json:"state,omitempty"` // that no other code is seen to use
	Unfollowed []Call  `json:"unfollowed,omitempty"`
	Findings   []int   `json:"findings,omitempty"` // by their place in Program.Findings
}

// A Start is a place where something is started.
type Start struct {
	At   string   `json:"at"`
	In   string   `json:"in,omitempty"`
	By   []string `json:"by,omitempty"`
	Text string   `json:"text,omitempty"`
	Many bool     `json:"many,omitempty"`
}

// An End is a way out, and where somebody leads there.
type End struct {
	At   string  `json:"at"`
	Text string  `json:"text"`
	By   []Start `json:"by,omitempty"`
}

// A Function is one that runs on some node.
type Function struct {
	Name    string `json:"name"`
	Package string `json:"package"`
	At      string `json:"at"`
}

// A Run says that a function runs on a node. Functions are told by their places in
// [Program.Functions]: large programs have thousands, each on many loops.
type Run struct {
	Function int    `json:"function"`
	Entry    string `json:"entry,omitempty"` // how often it runs there
	Likely   bool   `json:"likely,omitempty"`

	// Why is the chain from the function back to what makes it run there. One that code
	// there calls has Call and From instead, the place of the call and the function in
	// which it is: that one's own chain is the rest.
	Why  []Step `json:"why,omitempty"`
	Call string `json:"call,omitempty"`
	From *int   `json:"from,omitempty"`
}

// A Step is one place of a chain.
type Step struct {
	At   string `json:"at"`
	Text string `json:"text"`
}

// A Link says that code on one node speaks to another.
type Link struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Kind  string `json:"kind"` // "starts", "posts", "calls", "sends", "closes"; "perhaps posts" of an interface's method
	Sites []Site `json:"sites"`
}

// A Site is one place where it does.
type Site struct {
	At   string `json:"at"`
	In   string `json:"in,omitempty"`
	Via  string `json:"via,omitempty"`
	Note string `json:"note,omitempty"`
}

// A Field is state.
type Field struct {
	Name string `json:"name"`
	At   string `json:"at"`
	Uses []Use  `json:"uses,omitempty"`
}

// A Use says who uses it, and where first.
type Use struct {
	Node  string `json:"node"`
	Write bool   `json:"write,omitempty"`
	At    string `json:"at"`
}

// An Owned belongs to a loop by the word of a contract or a comment.
type Owned struct {
	What string `json:"what"`
	Said string `json:"said,omitempty"`
	At   string `json:"at"`
}

// A Call is not followed.
type Call struct {
	At   string `json:"at"`
	In   string `json:"in,omitempty"`
	Text string `json:"text"`
	Why  string `json:"why"`

	// MayBe is a framework's type whose method it may be.
	MayBe string `json:"maybe,omitempty"`
}

// A Finding is what a rule reports.
type Finding struct {
	Rule    string `json:"rule"`
	Tier    string `json:"tier,omitempty"`
	At      string `json:"at"`
	Message string `json:"message"`
	Why     []Step `json:"why,omitempty"`
}

// A Place shows positions.
type Place func(token.Pos) token.Position

// Node returns the node with an id, or nil.
func (p *Program) Node(id string) *Node { return p.byID[id] }

// Of returns the nodes of a kind.
func (p *Program) Of(kind string) []*Node {
	var all []*Node
	for _, n := range p.Nodes {
		if n.Kind == kind {
			all = append(all, n)
		}
	}
	return all
}

// From returns the links that begin at a node.
func (p *Program) From(id string) []*Link { return p.from[id] }

// To returns the links that end at a node.
func (p *Program) To(id string) []*Link { return p.to[id] }

// IsQuiet reports whether a goroutine speaks to nobody, is spoken to by nobody, and
// returns when its work is done: a picture of many is clearer without it.
func (p *Program) IsQuiet(n *Node) bool {
	if n.Kind != Goroutine || n.Rounds || len(n.Findings) > 0 || len(p.From(n.ID)) > 0 {
		return false
	}
	return !slices.ContainsFunc(p.To(n.ID), func(l *Link) bool { return l.Kind != "starts" })
}
