package program

// Alternatives are the operations of which op is one: the arms of a select, or op alone.
func (op *Op) Alternatives() []*Op {
	if op.Kind == Choose {
		return op.Select.Arms
	}
	return []*Op{op}
}
