// Package analyzers is loopcheck's rules and the map of how they are made.
//
// Everything loopcheck knows is one of three relations, plus the duty that a
// value carries:
//
//	runs-on    code  -> loop     which code runs on which loop, and what surely runs elsewhere
//	waits-for  code  -> thing    what it may wait for: the outside world, or a loop
//	owns       loop  -> state    what only that loop may touch
//	duty       value -> action   what its holder must do with it
//
// A rule is a join of two or three of them, and a message:
//
//	loopblock     runs-on(c, L)  and  waits-for(c, outside world)
//	loopdeadlock  a circle: waits that only somebody in it can end
//	loopleak      a wait whose enders can all be over
//	loopowner     owns(L, s)  and  touches(c, s)  and  surely-off(c, L)
//	loopflag      the same of what one polls and another writes
//	loopawait     carries(v, duty)  and  nobody meets it
//
// # The layers
//
// Each package may import those above it; layers_test.go holds that.
//
//	internal/contract    the grammar of what is known of frameworks
//	internal/weight      what the user feels of a finding: the table
//	internal/config      the settings that all rules share
//	internal/directive   //loopcheck: comments
//	internal/fixpoint    how a relation is solved
//	internal/chain       why code runs where it runs, step by step
//	internal/program     a package's functions, calls, function values and channels
//	internal/words       what messages call them
//	internal/prose       what sentences of comments say of goroutines: the grammar
//	internal/claims      which functions, fields and loops they mean
//	internal/paths       what control passes on its ways through a function
//	internal/shipped     what is known of frameworks: one file each
//	internal/std         what is known of the standard library: a generated table, for book
//	internal/book        all that is said of a function, a type or a value
//	internal/placement   where functions run their parameters, and methods of these, as facts
//	internal/edges       which body runs within which
//	internal/runson      relation 1: which code runs on which loop
//	internal/duty        the duties of values, facts: which results are nil
//	internal/waitsfor    relation 2, facts: what functions wait for
//	internal/locks       which locks functions take, hold, may hold and lose, as facts
//	internal/cycles      waits that only those who wait can end
//	internal/ends        waits whose enders can be over
//	internal/owns        relation 3: what belongs to a loop
//	internal/touches     what functions touch of that, as facts, and what is off the loop
//	internal/kept        which claims of comments the code keeps
//	internal/agreed      what all code agrees belongs to a loop, and nobody has said
//	internal/races       what two goroutines use of a hand-written loop's state
//	internal/atlas       what the relations know of a package, drawn for people
//	internal/report      the only caller of pass.Report
//	loopblock …          the rules: doc.go is the rule's page
//
// Beside them stand internal/std/gen, which generates the table, and
// internal/ruletest, which tests are made with: of the rules by the corpus, of
// how analyses grow, and of mutants.
//
// Facts flow from a package to its importers only. So a fact summarises a
// callee, context ("is called on the loop") spreads inside one package, and a
// finding stands at the caller, where the user can act.
//
// # To add a framework
//
// Write internal/shipped/NAME.go: a function that returns its [Framework]
// rows, each with the upstream line that it was read from, and list it in
// Frameworks. The test of package book resolves every symbol in the real
// module; nothing else in this tree may name it.
//
// # To add a rule
//
// Make a folder with doc.go (the page, its sections are tested), NAME.go (the
// join, made by report.Rule, at most 150 lines: what needs more is knowledge,
// and belongs in a relation) and NAME_test.go, add it to Rules and its classes to
// internal/config, write fixtures in testdata/src/NAME, and have TestRulePages write
// docs/rules/NAME.md.
//
// [Framework]: https://pkg.go.dev/github.com/loopcheck/loopcheck/analyzers/internal/contract#Framework
package analyzers
