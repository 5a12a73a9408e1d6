package paths

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"sort"

	"golang.org/x/tools/go/cfg"
)

// A graph is the control flow of a body: that of go/cfg, with three parts put
// where they happen. A select's communication belongs to its case, the
// variables of a range to each round, and the right side of && and || in a
// condition to a block of its own.
type graph struct {
	entry  *block
	blocks []*block
	flags  *flags
	places []place // in source order, what holds others first
}

// A block is nodes that control passes one after the other.
type block struct {
	order int // lower where control comes first
	nodes []ast.Node
	succs []*block
	kind  cfg.BlockKind
	stmt  ast.Stmt // which the kind is about
}

// A place is a node of a block.
type place struct {
	block *block
	index int
}

func (p place) node() ast.Node { return p.block.nodes[p.index] }

func newGraph(body *ast.BlockStmt, mayReturn func(*ast.CallExpr) bool, local func(*ast.Ident) *types.Var) *graph {
	if body == nil {
		return &graph{entry: &block{}, flags: &flags{}}
	}
	b := builder{
		blocks: make(map[*cfg.Block]*block),
		moved:  make(map[ast.Node]bool),
		conds:  make(map[ast.Node]bool),
	}
	flow := cfg.New(body, mayReturn).Blocks
	for _, from := range flow {
		to := b.newBlock()
		to.kind, to.stmt = from.Kind, from.Stmt
		b.blocks[from] = to
		b.note(from)
	}
	for _, from := range flow {
		b.fill(from)
	}
	g := &graph{entry: b.all[0], blocks: b.all, flags: findFlags(body, b.all, local)}
	order(b.all)
	for _, bl := range b.all {
		for i := range bl.nodes {
			g.places = append(g.places, place{bl, i})
		}
	}
	slices.SortStableFunc(g.places, func(p, q place) int {
		return cmp.Or(cmp.Compare(p.node().Pos(), q.node().Pos()), cmp.Compare(q.node().End(), p.node().End()))
	})
	return g
}

// order numbers blocks in reverse postorder from the first one; those that
// control does not reach come after all others.
func order(blocks []*block) {
	seen := make(map[*block]bool)
	next := len(blocks)
	var visit func(*block)
	visit = func(b *block) {
		seen[b] = true
		for _, to := range b.succs {
			if !seen[to] {
				visit(to)
			}
		}
		next--
		b.order = next
	}
	visit(blocks[0])
	for _, b := range blocks {
		if !seen[b] {
			b.order = len(blocks)
		}
	}
}

// at is the place of a node: the innermost one that holds it, or, for a
// statement that has several (an if, a select), the one that control comes to first.
func (g *graph) at(n ast.Node) (place, bool) {
	after := sort.Search(len(g.places), func(i int) bool { return g.places[i].node().Pos() > n.Pos() })
	// A communication holds two operands at most that are places too.
	for i := after - 1; i >= max(0, after-3); i-- {
		if contains(g.places[i].node(), n) {
			return g.places[i], true
		}
	}
	start := sort.Search(len(g.places), func(i int) bool { return g.places[i].node().Pos() >= n.Pos() })
	var first place
	for _, p := range g.places[start:] {
		if p.node().Pos() >= n.End() {
			break
		}
		if first.block == nil || p.block.order < first.block.order {
			first = p
		}
	}
	return first, first.block != nil
}

// A stop is where a way comes to: the beginning of a block, with what it knows then.
type stop struct {
	block *block
	known values
}

// walk visits the places that control comes to from a place on. It does not go on
// after one for which visit returns false. A place is visited again only with other
// values of the flags.
func (g *graph) walk(b *block, index int, visit func(place) bool) {
	seen := make(map[stop]bool)
	passed := make(map[*block]int)
	queue := g.pass(stop{b, 0}, index, visit)
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if passed[at.block] >= maxValues {
			at.known = 0
		}
		if !seen[at] {
			seen[at] = true
			passed[at.block]++
			queue = append(queue, g.pass(at, 0, visit)...)
		}
	}
}

// pass visits the nodes of one block, and returns where control goes from there.
func (g *graph) pass(at stop, index int, visit func(place) bool) []stop {
	for i := index; i < len(at.block.nodes); i++ {
		if !visit(place{at.block, i}) {
			return nil
		}
		at.known = g.flags.after(at.block.nodes[i], at.known)
	}
	var next []stop
	for _, to := range g.flags.next(at.block, at.known) {
		next = append(next, stop{to, at.known})
	}
	return next
}

// A builder turns go/cfg's blocks into a graph's.
type builder struct {
	blocks map[*cfg.Block]*block
	all    []*block
	moved  map[ast.Node]bool // nodes that another block gets
	conds  map[ast.Node]bool // conditions that blocks end with
}

func (b *builder) newBlock() *block {
	bl := &block{}
	b.all = append(b.all, bl)
	return bl
}

// note finds what is not as go/cfg has it in the statement that a block belongs to.
func (b *builder) note(from *cfg.Block) {
	switch stmt := from.Stmt.(type) {
	case *ast.CommClause:
		if from.Kind == cfg.KindSelectCaseBody {
			b.moved[stmt.Comm] = true
		}
	case *ast.RangeStmt:
		b.move(stmt.Key)
		b.move(stmt.Value)
	case *ast.IfStmt:
		b.conds[stmt.Cond] = true
	case *ast.ForStmt:
		b.conds[stmt.Cond] = true
	case *ast.SwitchStmt:
		if stmt.Tag != nil {
			return
		}
		for _, clause := range stmt.Body.List {
			for _, cond := range clause.(*ast.CaseClause).List {
				b.conds[cond] = true
			}
		}
	}
}

func (b *builder) move(e ast.Expr) {
	if e != nil {
		b.moved[e] = true
	}
}

// fill gives a block its nodes and successors.
func (b *builder) fill(from *cfg.Block) {
	to := b.blocks[from]
	nodes := from.Nodes
	switch stmt := from.Stmt.(type) {
	case *ast.CommClause:
		if from.Kind == cfg.KindSelectCaseBody {
			to.nodes = append(to.nodes, stmt.Comm)
			if _, ok := stmt.Comm.(*ast.AssignStmt); ok {
				nodes = nodes[1:] // the variable alone
			}
		}
	case *ast.RangeStmt:
		if from.Kind == cfg.KindRangeBody {
			to.nodes = append(to.nodes, exprs(stmt.Key, stmt.Value)...)
		}
	}
	for _, n := range nodes {
		if b.moved[n] {
			to.nodes = append(to.nodes, operands(n)...)
			continue
		}
		to.nodes = append(to.nodes, n)
	}
	for _, succ := range from.Succs {
		to.succs = append(to.succs, b.blocks[succ])
	}
	if last := len(to.nodes) - 1; len(to.succs) == 2 && last >= 0 && b.conds[to.nodes[last]] {
		cond := to.nodes[last].(ast.Expr)
		to.nodes = to.nodes[:last]
		b.branch(to, cond, to.succs[0], to.succs[1])
	}
}

// branch ends a block with a condition.
func (b *builder) branch(from *block, cond ast.Expr, yes, no *block) {
	switch e := ast.Unparen(cond).(type) {
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND:
			b.branch(from, e.X, b.right(e, yes, no), no)
			return
		case token.LOR:
			b.branch(from, e.X, yes, b.right(e, yes, no))
			return
		}
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			b.branch(from, e.X, no, yes)
			return
		}
	}
	from.nodes = append(from.nodes, cond)
	from.succs = []*block{yes, no}
}

// right is the block of the right side of && or ||.
func (b *builder) right(e *ast.BinaryExpr, yes, no *block) *block {
	bl := b.newBlock()
	b.branch(bl, e.Y, yes, no)
	return bl
}

// operands are what a select evaluates of a communication before it chooses;
// a range's variables have none.
func operands(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.SendStmt:
		return exprs(n.Chan, n.Value)
	case *ast.ExprStmt:
		return received(n.X)
	case *ast.AssignStmt:
		return received(n.Rhs[0])
	}
	return nil
}

func received(e ast.Expr) []ast.Node {
	if recv, ok := ast.Unparen(e).(*ast.UnaryExpr); ok {
		return exprs(recv.X)
	}
	return nil
}

func exprs(all ...ast.Expr) []ast.Node {
	var nodes []ast.Node
	for _, e := range all {
		if e != nil {
			nodes = append(nodes, e)
		}
	}
	return nodes
}
