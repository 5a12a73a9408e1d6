// Package races finds the state of hand-written loops that two goroutines use.
//
// A goroutine that this package starts uses what its receiver, and the variables
// that it captured, lead to by fields. So does the code that goes on after the
// statement that started it, and the other goroutines that it is handed to. Where
// two of them come to the same field of the same object, one of them writes,
// nothing orders the two and no lock is held, it is a race. Unknown is silent: an
// element of a container, what a call returns, or an object that nobody in sight
// shares is nobody's.
package races

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// Analyzer finds the package's races. It reports nothing and has no facts.
var Analyzer = &analysis.Analyzer{
	Name:       "loopraces",
	Doc:        "find the state of hand-written loops that two goroutines use, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{program.Analyzer, book.Analyzer, paths.Analyzer, claims.Analyzer, runson.Analyzer, locks.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// A Race is a field that two goroutines use with nothing between them.
type Race struct {
	Field *types.Var

	// Here is the use to tell: the one off the loop, There the other one.
	Here, There Use

	// Loop is the function that goes round on one of the two sides.
	Loop *program.Func

	// Also are methods that whoever has the object calls, and that use it too.
	Also []Use

	// Flag says that the field is one that somebody polls: a bool or a number in
	// a condition.
	Flag bool

	// Turn, if set, is what is said of the two calls on the object that the field, or
	// variable, leads to.
	Turn *contract.Turns

	// Strict says that nothing in the code but its names says that the two run
	// at the same time.
	Strict bool

	// Kept is how many functions take the lock of the field, where Here does not; 0 where
	// no lock keeps it.
	Kept int

	// Polls are the other places where one of the two sides asks for a flag.
	Polls []ast.Node

	// More are the other fields that the same two race for.
	More []Race

	shared ast.Expr // the call by which Here comes to what There runs too
}

// A Use is one of the two.
type Use struct {
	Node  ast.Expr
	Write bool
	In    *program.Func // the body that holds it

	// Atomic says that it is made by a function of package atomic.
	Atomic bool

	// Root is the function that runs as a goroutine of its own, and Start what
	// started it, in By; all are nil for the code around the statement that
	// started the other.
	Root  *program.Func
	Start ast.Node
	By    *program.Func

	calls []ast.Node // that lead to it

	// Goes is the function that runs there: Root, the loop that it comes to, or
	// the code around the statement that started the other.
	Goes *program.Func

	// Turn, if set, has the calls that run Root, which is installed for them.
	Turn *contract.Turns

	// Many says that several goroutines run Root at the same time.
	Many bool

	// Open says that whoever has the object calls Goes.
	Open bool

	// Why is how the use is reached, from it back to where its goroutine begins.
	Why []analysis.RelatedInformation
}

// Way is where its goroutine is started, the calls that lead to the use, and the use.
func (u Use) Way() []ast.Node {
	way := append([]ast.Node{u.Node}, u.calls...)
	if u.Start != nil {
		way = append(way, u.Start)
	}
	return way
}

// Result has the races of one package. The zero value has none.
type Result struct {
	races  []Race
	sent   []Sent
	lent   []Lent
	reused []Reused
	shared []Shared
}

// Races returns them in source order.
func (r *Result) Races() []Race { return r.races }

func run(pass *analysis.Pass) (any, error) {
	runs := pass.ResultOf[runson.Analyzer].(*runson.Result)
	prog := pass.ResultOf[program.Analyzer].(*program.Package)
	if runs.Edges == nil || pass.ResultOf[book.Analyzer].(*book.Book).Library(pass.Pkg.Path()) {
		return new(Result), nil
	}
	s := newSolver(pass, prog, runs)
	s.constants = paths.NewConstants(s.prog, pass.TypesInfo, s.paths)
	s.findStarts()
	held, goes := pass.ResultOf[locks.Analyzer].(*locks.Result), s.count > 0 && s.hasRounds()
	if !goes && !held.Any() {
		return new(Result), nil
	}
	s.locks = held.May()
	s.findLazy()
	s.findParts()
	s.findCaptured()
	if !goes { // who takes a lock has others beside him all the same
		return &Result{shared: s.findShared(held)}, nil
	}
	s.findRanged()
	s.noteMapWrites()
	s.findStray()
	s.solve()
	for _, f := range prog.Funcs {
		if fr := s.frames[f]; fr != nil {
			s.around(fr)
		}
	}
	s.across()
	s.forgotten()
	slices.SortStableFunc(s.found, func(a, b Race) int { return cmp.Compare(a.Here.Node.Pos(), b.Here.Node.Pos()) })
	return &Result{races: causes(polls(flags(merge(s.found)))), sent: s.findSent(), lent: s.findLent(), reused: s.findReused(), shared: s.findShared(held)}, nil
}

// newSolver returns one for a package, with all that it remembers empty.
func newSolver(pass *analysis.Pass, prog *program.Package, runs *runson.Result) *solver {
	return &solver{
		pass: pass, prog: prog, runs: runs,
		book:      pass.ResultOf[book.Analyzer].(*book.Book),
		claims:    pass.ResultOf[claims.Analyzer].(*claims.Result),
		within:    make(map[*program.Func][]*program.Func),
		guarded:   make(map[types.Type]bool),
		solved:    make(map[*program.Func]bool),
		steps:     make(map[*program.Func]int),
		frames:    make(map[*program.Func]*frame),
		ways:      pass.ResultOf[paths.Analyzer].(*paths.Ways),
		ranged:    make(map[ast.Expr]bool),
		variables: make(map[*program.Func][]varUse),
		lazy:      make(map[*ast.SelectorExpr]bool),
		published: make(map[*program.Func][]*ast.BlockStmt),
		told:      make(map[pair]int),
		ran:       make(map[*program.Func]map[*program.Func]bool),
		rounding:  make(map[*program.Func][]ast.Stmt),
		returned:  make(map[*program.Func][]types.Object),
		reach:     make(map[*program.Func]map[*program.Func]bool),
		called:    make(map[*program.Func]map[*program.Func]bool),
		mailed:    make(map[mailing][]mail),
		runsPosts: make(map[*program.Func]ast.Node),

		settingsOf: make(map[*program.Func]map[setting]bool),
		ifSet:      make(map[decided]func(ast.Node) bool),

		calledLocked: make(map[*program.Func]bool),
	}
}

// merge adds what others may do to a field to a race that is told of it anyway.
func merge(found []Race) []Race {
	told := make(map[*types.Var]bool)
	for _, r := range found {
		told[r.Field] = told[r.Field] || !r.Strict
	}
	also := make(map[*types.Var][]Use)
	kept := slices.DeleteFunc(found, func(r Race) bool {
		more := told[r.Field] && r.Strict && r.Here.Open
		if more {
			also[r.Field] = append(also[r.Field], r.Here)
		}
		return more
	})
	for i, r := range kept {
		if !r.Strict {
			kept[i].Also = also[r.Field]
		}
	}
	return kept
}

// polls makes one race of those of one write with all who ask for the flag.
func polls(found []Race) []Race {
	first := make(map[ast.Expr]int)
	var kept []Race
	for _, r := range found {
		i, known := first[r.Here.Node]
		if !known || !r.Flag || r.Strict || !r.Here.Write || r.Field != kept[i].Field {
			if r.Flag && !r.Strict && r.Here.Write {
				first[r.Here.Node] = len(kept)
			}
			kept = append(kept, r)
			continue
		}
		if len(kept[i].Polls) < maxPolls && r.There.Node != kept[i].There.Node && !slices.Contains(kept[i].Polls, ast.Node(r.There.Node)) {
			kept[i].Polls = append(kept[i].Polls, r.There.Node)
		}
	}
	return kept
}

type solver struct {
	pass   *analysis.Pass
	prog   *program.Package
	book   *book.Book
	claims *claims.Result
	runs   *runson.Result
	locks  *locks.May

	startsOf map[*program.Func][]*start // by the body that holds the statement
	count    int
	within   map[*program.Func][]*program.Func
	guarded  map[types.Type]bool    // types that come with their own synchronisation
	ifaces   []*types.TypeName      // exported interfaces, once somebody asks
	solved   map[*program.Func]bool // whose frames are not to change any more
	steps    map[*program.Func]int
	frames   map[*program.Func]*frame

	ways       *paths.Ways
	stray      map[*program.Func][]*program.Flow
	ranged     map[ast.Expr]bool   // the channels of range statements
	written    map[*types.Var]bool // fields too
	captured   map[*types.Var]bool // by literals
	variables  map[*program.Func][]varUse
	lazy       map[*ast.SelectorExpr]bool // writes where there was nothing before
	parts      map[ast.Node]part
	published  map[*program.Func][]*ast.BlockStmt
	guards     map[*types.Var]locks.Set
	writers    map[*types.Var]*program.Func // who alone gives a field a value, once somebody asks
	kept       map[*types.Var]*keeping
	copied     map[ast.Node]bool            // expressions whose value is stored or returned as it is
	mapGuards  map[*types.Var]locks.Set     // where functions that are handed a map write
	structs    map[*types.Var]*types.Struct // that a field stands in
	polls      map[ast.Node]bool            // uses that decide conditions
	updating   map[ast.Node]bool            // uses that add to what there was
	backs      map[*types.Var]bool          // fields that point back to who stores them
	reach      map[*program.Func]map[*program.Func]bool
	called     map[*program.Func]map[*program.Func]bool // on the same goroutine
	mailed     map[mailing][]mail
	receivedBy map[*types.Var]types.Object // what variables hold, by the channel, once somebody asks
	runsPosts  map[*program.Func]ast.Node  // where loops run what they receive

	calledLocked map[*program.Func]bool // whose callers hold a lock, by their names and comments

	piped    map[types.Object]types.Object // the reading ends of pipes by the writing ones, once somebody asks
	isReader map[types.Object]bool

	constants *paths.Constants

	lockReaders map[types.Object]map[*program.Func]bool // who take locks for reading

	settingsOf map[*program.Func]map[setting]bool
	ifSet      map[decided]func(ast.Node) bool // which places bodies come to
	keepers    map[types.Object]*types.Var     // fields, by what they are made of, once somebody asks

	handing map[*program.Func][]*program.Flow // what bodies hand on to functions, once somebody asks

	ran      map[*program.Func]map[*program.Func]bool // in rounds
	rounding map[*program.Func][]ast.Stmt
	returned map[*program.Func][]types.Object

	told  map[pair]int // of found, and one more
	found []Race
}

// A pair is two uses that were compared.
type pair struct{ a, b token.Pos }

func (s *solver) findRanged() {
	for _, f := range s.prog.Funcs {
		for _, op := range f.Ops {
			if op.Kind == program.Range {
				s.ranged[op.Chan] = true
			}
		}
	}
}

func (s *solver) paths(f *program.Func) *paths.Paths { return s.ways.Of(f) }
