// Package directive has directives that cannot be read. Each is a finding of its own: one that
// silently did nothing would be worse than none.
package directive

// Of the five, only the last can be read, and nobody can know what it silences.
func unreadable() {
	// want +1 "//loopcheck:ignore loopblock gives no reason; write //loopcheck:ignore RULE reason"
	println("a") //loopcheck:ignore loopblock
	// want +1 `names no rule "loopblok"; have .*loopblock`
	println("b") //loopcheck:ignore loopblok the cache is warm
	// want +1 `names no rule`
	println("c") //loopcheck:ignore
	// want +1 "unknown directive //loopcheck:silence; write //loopcheck:ignore RULE reason"
	println("d") //loopcheck:silence loopblock the cache is warm
	println("e") //nolint:loopblock // that is golangci-lint's
}

// want +2 "unknown directive //loopcheck:ignored"
//
//loopcheck:ignored loopblock by whom?
func misspelled() {}

// want +2 "unknown directive //loopcheck:on"
//
//loopcheck:on tview
func tooNew() {}

// loopcheck:ignore with a space is prose, as for every Go directive.
func prose() {}

/*loopcheck:ignore in a block is prose as well.*/
func block() {}
