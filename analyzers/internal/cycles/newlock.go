package cycles

import "go/ast"

// isOfNew reports whether a nesting takes the lock of an object that its function has
// made before, and put where it has it from: nobody else holds that one's lock.
func (s *solver) isOfNew(n nesting) (is bool) {
	owner := n.take.Owner()
	if !n.take.Known() || owner.Path == "" {
		return false
	}
	ways := s.locks.Paths(n.by)
	n.by.Inspect(func(node ast.Node) bool {
		assign, ok := node.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != len(assign.Rhs) {
			return !is
		}
		for i, to := range assign.Lhs {
			if s.prog.Makes(assign.Rhs[i]) {
				ref, _ := s.locks.Of(to)
				is = is || ref == owner && ways.Before(assign, n.take.At)
			}
		}
		return !is
	})
	return is
}
