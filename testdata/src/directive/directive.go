// Package directive has directives that cannot be read. Each is a finding of its own: one that
// silently did nothing would be worse than none.
package directive

// Of these, only the last can be read, and nobody can know what it silences.
func unreadable() {
	// want +1 "//loopcheck:ignore loopblock gives no reason; write //loopcheck:ignore RULE reason"
	println("a") //loopcheck:ignore loopblock
	// want +1 `names no rule "loopblok"; have .*loopblock`
	println("b") //loopcheck:ignore loopblok the cache is warm
	// want +1 `names no rule`
	println("c") //loopcheck:ignore
	// want +1 "unknown directive //loopcheck:silence; write //loopcheck:ignore RULE reason"
	println("d") //loopcheck:silence loopblock the cache is warm
	// want +1 "two directives share a comment; write //loopcheck:ignore RULE reason on a line of its own"
	println("e") //loopcheck:ignore loopblock //loopcheck:ignore loopowner the cache is warm
	// want +1 "names no class \"dsik\" of loopblock; have .*disk"
	println("g") //loopcheck:ignore loopblock/dsik,loopowner the cache is warm
	// want +1 "//loopcheck:ignore has a comma too many; write rules without a space"
	println("h") //loopcheck:ignore loopblock, loopowner the cache is warm
	// want +1 "//loopcheck:ignore-file is for the whole file; write it above the package clause"
	println("i") //loopcheck:ignore-file loopblock the cache is warm
	println("f") //nolint:loopblock // that is golangci-lint's
}

// want +2 "unknown directive //loopcheck:ignored"
//
//loopcheck:ignored loopblock by whom?
func misspelled() {}

// want +2 "//loopcheck:on names no function of this package \"tview\""
//
//loopcheck:on tview
func tooNew() {}

// A hub is owned by its run.
type hub struct {
	//loopcheck:owned run
	clients int
	rooms   int //loopcheck:owned hub.run
	// want +1 "//loopcheck:owned names no function of this package \"rum\""
	typo int //loopcheck:owned rum
	// want +1 "//loopcheck:owned names no loop; write the function that goes round: //loopcheck:owned run"
	none int //loopcheck:owned
	// want +1 "a space after // makes this a plain comment; write //loopcheck:owned run"
	plain int // loopcheck:owned run
}

// drop is the loop's.
//
//loopcheck:on hub.run
func (h *hub) drop() { h.clients-- }

// size is everybody's.
//
//loopcheck:off
func (h *hub) size() int { return h.rooms }

// want +2 "//loopcheck:off takes no loop: it says that any goroutine may call the function"
//
//loopcheck:off run
func (h *hub) run() {
	// want +1 "//loopcheck:on says nothing here; put it above a function"
	//loopcheck:on run
	h.drop()
}

// A comment that is a directive but for its spelling silences nothing, and says so.
func plain() {
	// want +1 "a space after // makes this a plain comment; write //loopcheck:ignore RULE reason"
	println("a") // loopcheck:ignore loopblock the cache is warm
	// want +1 "/[*] [*]/ makes this a plain comment"
	println("b") /*loopcheck:ignore loopblock the cache is warm*/
	// want +1 "/[*] [*]/ makes this a plain comment"
	/* loopcheck:ignore loopblock the cache is warm */
	println("c")
	// want +1 "this is a plain comment, as it is spelled"
	println("d") //loopcheck :ignore loopblock the cache is warm
}

// Spaced has no directive above it.
//
// want +2 "a space after // makes this a plain comment"
//
// loopcheck:ignore loopblock the cache is warm
func spaced() {}

// loopcheck: a tool that this sentence is about. A directive such as
// loopcheck:ignore silences one of its rules:
//
//	//loopcheck:ignore RULE reason
//	loopcheck:ignore loopblock the cache is warm
func prose() {
	// x() //loopcheck:ignore loopblock it is commented out
}
