package waitsfor

import (
	"fmt"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// verbs says what code that waits does, by class.
var verbs = map[contract.Class]string{
	contract.Sleep: "sleeps",
	contract.Net:   "waits for the network",
	contract.Disk:  "waits for the disk",
	contract.Exec:  "waits for another process",
	contract.DB:    "waits for a database",
	contract.Chan:  "waits on a channel",
	contract.Await: "waits for other goroutines",
	contract.Lock:  "waits for a lock",
	contract.Stdin: "waits for input",
}

// Verb is what code that waits does: "waits for the disk", "waits for the ui loop".
func (e Effect) Verb() string {
	if e.ForLoop() {
		return "waits for " + e.Loop.String()
	}
	return verbs[e.Class]
}

// Because explains a call's effect as a clause that follows the message: the
// next hop and the root. It is empty where the call says it all (time.Sleep).
func (e Effect) Because() string {
	verb := verbs[e.Class]
	if e.Why != "" {
		verb = e.Why
	}
	switch {
	case e.Hops == 0 && e.Class == contract.Sleep:
		return ""
	case e.Hops == 0:
		return ": it " + verb
	case e.Via == e.Root:
		return fmt.Sprintf(": it calls %s, which %s", e.Root, verb)
	}
	return fmt.Sprintf(": it calls %s and ends in %s, which %s", e.Via, e.Root, verb)
}
