// Package ends finds waits whose enders can be over: nobody receives any more,
// nobody answers, nobody ticks.
//
// A wait is ended by others: a send by a receive, a receive by a send or a
// close. Where the others can all have left before, whoever waits then waits
// for ever. Only what is in sight counts: a channel that somebody else may know
// has enders that nobody here knows.
package ends

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// Analyzer finds the package's stranded waits. It reports nothing and has no facts.
var Analyzer = &analysis.Analyzer{
	Name:       "loopends",
	Doc:        "find waits whose enders can be over, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{book.Analyzer, paths.Analyzer, runson.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// Problem is the place that what is one problem has in common: the way out on which
// all is left, or the channel. It is not valid for what stands alone.
func (w Stranded) Problem() token.Pos {
	switch {
	case w.Kind == Left:
		return w.Way.Pos()
	case w.Op.Var != nil && w.Kind != Ticker && w.Kind != Drained:
		return w.Op.Var.Pos()
	}
	return token.NoPos
}

// Kind says who can have left.
type Kind int

const (
	Left        Kind = iota // the function that made the channel leaves without receiving
	First                   // it receives fewer times than goroutines send
	Ticker                  // the goroutine ranges over a ticker that is stopped
	Send                    // the loop that receives can have returned
	Answer                  // the loop that should answer does not on every way
	Told                    // the goroutine that sends is told to end, and nobody need receive
	Abandoned               // the goroutine that sends is told to end by those who receive
	Token                   // the only receiver is a function that nobody need call
	Unheard                 // nobody receives at all
	Unanswered              // nobody sends or closes at all
	Early                   // nobody else can know the channel yet
	Dropped                 // who is returned the channel drops it
	Asleep                  // nobody signals a condition variable
	Queued                  // the loop has returned, and the request is in its queue
	Uncalled                // nobody calls the cancel function of a context
	Drained                 // the timer has been received from already
	Deserted                // those who receive one value each are told to come no more
	Afterwards              // who receives an answer asks for the end behind that
	Unwoken                 // whoever alone signals a condition variable can have ended
	Unsignalled             // who ends the object sets the flag that is waited for, and signals nobody
	Endless                 // nothing ends the loop that an object has
	Late                    // what is handed over is lost, for the object has been closed
	Skipped                 // the goroutine that alone ends the wait can return before it does
	Forsaken                // the object whose loop only its method ends is forgotten
	Undone                  // a goroutine that a group counts can return without its Done
	Outstanding             // the loop that answers those in a container has returned
	Uneven                  // another send to the channel knows of its end
	Ungiven                 // the function that puts a token in leaves without taking it back
	Fed                     // those who receive can all have left with an error
)

// A Stranded is a wait that nobody may end.
type Stranded struct {
	Kind Kind
	Op   *program.Op
	By   *program.Func // who leaves; for Ticker, who stops it

	// Way is how By leaves: an arm of a select, a return statement, or, for
	// Ticker, the call that stops it.
	Way ast.Node
	Arm *program.Op // the arm that Way is, if it is one

	// Many says that several goroutines send.
	Many bool

	// Loop is the loop that can have returned, for Send, and Sibling another
	// select that sends to it and knows of its end; nil if there is none.
	Loop    *runson.Loop
	Sibling *program.Op

	// Room is how many sends the channel takes before one waits, for Send; 0 if
	// there is none, or nobody knows.
	Room int64

	// Fixes are what mends it plainly: room for the one result there is, or the arm that
	// another send has.
	Fixes []analysis.SuggestedFix

	// Field keeps the cancel function, for Uncalled; for Unsignalled, it is the flag.
	Field *types.Var

	// Strict says that nothing in the code but the way out itself says that
	// the loop ends before those who wait for it, or that the process ends then.
	Strict bool

	// Why says what becomes of what comes too late, and what to do instead, for Late.
	Why string

	// Likely says that what the code receives decides whether it leaves.
	Likely bool
}

// Result has the stranded waits of one package. The zero value has none.
type Result struct {
	stranded []Stranded
	solver   *solver // for those who ask how code ends
}

// Stranded returns the waits, in source order.
func (r *Result) Stranded() []Stranded { return r.stranded }

func run(pass *analysis.Pass) (any, error) {
	runs := pass.ResultOf[runson.Analyzer].(*runson.Result)
	if runs.Program == nil || len(runs.Program.Funcs) == 0 {
		return new(Result), nil
	}
	if !mayWait(runs, pass.ResultOf[book.Analyzer].(*book.Book)) {
		return &Result{solver: plainSolver(&solver{pass: pass, runs: runs, prog: runs.Program})}, nil
	}
	s := &solver{
		pass: pass, runs: runs, prog: runs.Program, book: pass.ResultOf[book.Analyzer].(*book.Book),
		starts: make(map[*program.Func]*program.Call),
		ways:   pass.ResultOf[paths.Analyzer].(*paths.Ways),
		asked:  make(map[*program.Func]int),
		looked: make(map[*program.Func]int),

		awaited: make(map[*program.Func]int),
		getters: make(map[*program.Func]types.Object),
		origins: runs.Program.Origins(func(*types.Func) bool { return false }),

		groups:    findGroups(runs.Program),
		deferrals: make(map[*program.Func]*program.Func),
		outs:      make(map[ast.Stmt][]ast.Node),
		loopEnds:  make(map[*runson.Loop]*loopEnd),
		spawned:   make(map[*program.Func]bool),
		quits:     make(map[*program.Func]*told),
		contexts:  make(map[*types.Var]types.Object),
		criticals: make(map[*program.Func]*critical),
		sections:  make(map[types.Object][]section),
		process:   findSignals(runs.Program),
		inPlace:   make(map[*program.Func][]*program.Func),
		plains:    make(map[*program.Func]*runson.Loop),
		intos:     make(map[*types.Var]types.Object),
		followed:  make(map[*program.Func]int),
	}
	s.findStarts()
	for _, ch := range slices.SortedFunc(s.prog.Channels(), func(a, b *program.Channel) int { return cmp.Compare(a.Var.Pos(), b.Var.Pos()) }) {
		s.findResults(ch)
		if !s.findFed(ch) {
			s.findSends(ch)
		}
		s.findDeserted(ch)
		s.findUneven(ch)
		s.findAnswers(ch)
		s.findTold(ch)
		s.findTokens(ch)
		s.findLonely(ch)
		s.findEarly(ch)
		s.findReturned(ch)
		s.findGivenUp(ch)
		s.findRelayed(ch)
		s.findQueued(ch)
		s.findSkipped(ch)
		s.findUnclosed(ch)
		s.findOutstanding(ch)
		s.findUngiven(ch)
	}
	s.findOthers()
	slices.SortStableFunc(s.found, func(a, b Stranded) int { return cmp.Compare(a.Op.Node.Pos(), b.Op.Node.Pos()) })
	return &Result{s.found, s}, nil
}

// findOthers finds the waits that are not for a channel of this package, and those of
// whole functions.
func (s *solver) findOthers() {
	s.findTickers()
	s.findTimers()
	s.findConds()
	s.findGotten()
	s.findUncalled()
	s.findUndone()
	s.findForsaken()
	s.findEndless()
	s.findAfterwards()
	s.findLate()
}

// mayWait reports whether a package has channels or condition variables at all: most
// have none.
func mayWait(runs *runson.Result, b *book.Book) bool {
	return slices.ContainsFunc(runs.Program.Funcs, func(f *program.Func) bool {
		return len(f.Ops) > 0 || slices.ContainsFunc(f.Calls, func(call *program.Call) bool {
			return waitsForCond(call) || mayForgetDone(call) || len(b.Closing(call.Callee)) > 0 || len(endedBy(runs, call)) > 0
		})
	})
}

type solver struct {
	pass   *analysis.Pass
	runs   *runson.Result
	prog   *program.Package
	book   *book.Book
	starts map[*program.Func]*program.Call // the go statement of a literal
	byExpr map[*ast.CallExpr]*program.Call // all of them, once somebody asks
	ways   *paths.Ways
	asked  map[*program.Func]int               // hand-backs, or answers, by function
	looked map[*program.Func]int               // what it gives away, by function
	posted map[*program.Call][]contract.LoopID // what the calls of a package hand to loops, once somebody asks

	awaited map[*program.Func]int // what it waits for on every way, by function
	found   []Stranded

	groups       groups
	deferrals    map[*program.Func]*program.Func // a literal that is deferred where it stands, and the function there
	outs         map[ast.Stmt][]ast.Node
	loopEnds     map[*runson.Loop]*loopEnd
	spawned      map[*program.Func]bool
	quits        map[*program.Func]*told
	contexts     map[*types.Var]types.Object // by parameter
	criticals    map[*program.Func]*critical
	origins      *program.Origins
	sections     map[types.Object][]section // by the channel by which a loop is told to end
	process      processEnd
	handed       map[types.Object][]*program.Op    // once somebody asks
	getters      map[*program.Func]types.Object    // whose channel a function returns
	resets       map[types.Object][]*program.Func  // who sets a timer again, once somebody asks
	arms         map[types.Object][]*program.Op    // which wait for a signal, once somebody asks
	cancels      map[types.Object][]*program.Call  // of contexts, by who holds them, once somebody asks
	inPlace      map[*program.Func][]*program.Func // what a function runs, and not on a goroutine
	keeps        map[types.Object]types.Object     // the fields that keep contexts, once somebody asks
	plains       map[*program.Func]*runson.Loop    // loops around one receive
	writers      map[types.Object][]*program.Func  // who sets a flag, once somebody asks
	elements     map[types.Object][]*program.Op    // sends to what containers hold, once somebody asks
	intos        map[*types.Var]types.Object       // the container that a parameter is put into
	entries      map[types.Object][]types.Object   // what is put into containers, once somebody asks
	followed     map[*program.Func]int             // goroutines and objects, by who starts them
	listed       map[types.Object]bool             // channels of what maps hold, once somebody asks
	closed       map[types.Object]bool             // containers whose channels somebody closes, once somebody asks
	returnedLits map[ast.Expr]bool                 // literals that functions return, once somebody asks
	putLits      map[ast.Expr]bool                 // literals that are sent or put somewhere, once somebody asks
	flags        int                               // how often a wait was asked for the flags around it
	tombs        int                               // how often who waits for a tomb was asked
}

// add notes a stranded wait, but for one that a test alone leaves behind: it ends with it.
func (s *solver) add(w Stranded) {
	if w.By != nil && s.prog.InTest(w.By.Node().Pos()) {
		return
	}
	s.found = append(s.found, w)
}

// findStarts finds the literals that a go or defer statement calls where they
// stand.
func (s *solver) findStarts() {
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if call.How == program.Plain || len(call.Targets) != 1 {
				continue
			}
			if _, ok := ast.Unparen(call.Expr.Fun).(*ast.FuncLit); !ok {
				continue
			}
			if lit := call.Targets[0].Func; call.How == program.Go {
				s.starts[lit] = call
			} else {
				s.deferrals[lit] = f
			}
		}
	}
}

// callOf is what is known of a call.
func (s *solver) callOf(expr *ast.CallExpr) *program.Call {
	if s.byExpr == nil {
		s.byExpr = make(map[*ast.CallExpr]*program.Call)
		for _, f := range s.prog.Funcs {
			for _, call := range f.Calls {
				s.byExpr[call.Expr] = call
			}
		}
	}
	return s.byExpr[expr]
}

// paths are the ways through f, those left out that end the program.
func (s *solver) paths(f *program.Func) *paths.Paths { return s.ways.Of(f) }

// isMain reports whether f is where the program begins: it ends with it.
func isMain(f *program.Func) bool {
	return f != nil && f.Obj != nil && f.Obj.Name() == "main" && f.Obj.Pkg().Name() == "main" && f.Sig.Recv() == nil
}

func local(v types.Object) bool {
	x, ok := v.(*types.Var)
	return ok && x.Kind() == types.LocalVar
}
