package send

// Refresh stands in another file than the loop.
func (d *distant) Refresh(n int) {
	d.in <- n // want `d.in <- n blocks for ever once distant.run has returned \(the return at line \d+ of beside.go\): send in a select that knows of its end$`
}
