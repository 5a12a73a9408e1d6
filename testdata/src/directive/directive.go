// Package directive has directives that cannot be read. Each is a finding of its own: one that
// silently did nothing would be worse than none.
package directive

// Of the five, only the last can be read, and nobody can know what it silences.
func unreadable() {
	println("a") //loopcheck:ignore loopblock // want "//loopcheck:ignore loopblock gives no reason; write //loopcheck:ignore RULE reason"
	println("b") //loopcheck:ignore loopblok the cache is warm // want `names no rule "loopblok"; have .*loopblock`
	println("c") //loopcheck:ignore // want `names no rule`
	println("d") //loopcheck:silence loopblock the cache is warm // want "unknown directive //loopcheck:silence; write //loopcheck:ignore RULE reason"
	println("e") //nolint:loopblock // that is golangci-lint's
}

//loopcheck:ignored loopblock by whom? // want "unknown directive //loopcheck:ignored"
func misspelled() {}

//loopcheck:on tview // want "unknown directive //loopcheck:on"
func tooNew() {}

// loopcheck:ignore with a space is prose, as for every Go directive.
func prose() {}

/*loopcheck:ignore in a block is prose as well.*/
func block() {}
