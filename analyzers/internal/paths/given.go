package paths

import "go/ast"

// Given returns a question: whether control may come from the beginning of the function to
// a node at all, where decide knows what some conditions are. It is asked of the parts of
// conditions that && and || put together, without a ! before them. A node that stands
// nowhere on the ways may be come to. All of the answers take one walk.
func (p *Paths) Given(decide func(cond ast.Expr) (is, known bool)) func(ast.Node) bool {
	g := p.graph()
	reached := map[*block]bool{g.entry: true}
	queue := []*block{g.entry}
	for len(queue) > 0 {
		b := queue[0]
		queue = queue[1:]
		for _, to := range b.decided(decide) {
			if !reached[to] {
				reached[to] = true
				queue = append(queue, to)
			}
		}
	}
	return func(n ast.Node) bool {
		at, ok := g.at(n)
		return !ok || reached[at.block]
	}
}

// decided is where control goes from the end of a block.
func (b *block) decided(decide func(cond ast.Expr) (is, known bool)) []*block {
	if len(b.succs) != 2 || len(b.nodes) == 0 {
		return b.succs
	}
	cond, ok := b.nodes[len(b.nodes)-1].(ast.Expr)
	if !ok {
		return b.succs
	}
	switch is, known := decide(cond); {
	case !known:
		return b.succs
	case is:
		return b.succs[:1]
	}
	return b.succs[1:]
}
