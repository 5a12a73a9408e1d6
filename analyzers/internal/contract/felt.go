package contract

// A Length is how long it can last: a wait, or what comes of a bug. Package
// weight has the table.
type Length int

const (
	Usual     Length = iota // as long as waits of its class do
	Short                   // a person sees no difference
	Long                    // a person notices, and it ends by itself
	Unbounded               // until somebody else is ready
	Forever                 // nothing ends it
)

// An Entry is how code comes to run on a loop, which says how often it does.
type Entry int

const (
	Act     Entry = iota // for a key, a click or a call: when somebody does something
	Message              // for each message or tick; below a condition, for some of them
	Draw                 // for each frame
	Start                // once, before anybody sees the loop's work, or sees it again
	End                  // once, when it is over
)
