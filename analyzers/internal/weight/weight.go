// Package weight says what a finding weighs: what the program's user feels of
// it. That is another question than how sure it is, which its tier answers.
//
// Three things make it: how long it can last, how often it happens and whether
// anybody waits meanwhile. The table:
//
//	                                              once          now and then   each time
//	                                              at the start  a key, a       a frame, a
//	                                              or the end    click, a call  message, a tick
//	short      one small file, a clipboard tool   slight        slight         felt
//	long       a directory, many files, a pause   slight        felt           felt
//	unbounded  network, process, database,        felt          felt           felt
//	           person, another goroutine
//	forever    a deadlock, a race, a lost result  felt          felt           felt
//
// Where nobody waits, all is slight.
package weight

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// A Weight is what the user feels: the more, the heavier.
type Weight int

const (
	// Slight is what nobody feels.
	Slight Weight = 0

	// Grave is what nothing ends, whenever it happens: a deadlock, a race, a
	// result that is lost.
	Grave = Weight(contract.Forever-contract.Short) + Weight(NowAndThen)
)

// felt is the least that is felt: as much as what is long, now and then.
const felt = Weight(2)

// Felt reports whether anybody feels it.
func (w Weight) Felt() bool { return w >= felt }

// String is the weight in a word.
func (w Weight) String() string {
	if w.Felt() {
		return "felt"
	}
	return "slight"
}

// Often is how often something happens.
type Often int

const (
	Once Often = iota
	NowAndThen
	EachTime
)

// Of is the table: each step to the right weighs as much as one down.
func Of(lasts contract.Length, often Often, waits bool) Weight {
	if !waits {
		return Slight
	}
	return Weight(lasts-contract.Short) + Weight(often)
}

// Rate is how often code runs that came to a loop by an entry. Below a
// condition most messages pass it by; a frame is drawn again and again whatever
// it shows.
func Rate(e contract.Entry, conditional bool) Often {
	switch e {
	case contract.Draw:
		return EachTime
	case contract.Message:
		if conditional {
			return NowAndThen
		}
		return EachTime
	case contract.Start, contract.End:
		return Once
	}
	return NowAndThen
}

// What a person notices, and what makes them doubt that it goes on: the limits
// that are usual for interfaces.
const (
	noticed = 100 * time.Millisecond
	doubted = time.Second
)

// Length is how long a wait of a class can last, with its bound, zero if nobody
// knows, and what is said of it.
func Length(c contract.Class, bound time.Duration, said contract.Length) contract.Length {
	switch {
	case bound > doubted:
		return contract.Unbounded
	case bound > noticed:
		return contract.Long
	case bound > 0:
		return contract.Short
	case said != contract.Usual:
		return said
	case c == contract.Disk:
		return contract.Short
	case c == contract.Sleep:
		return contract.Long
	}
	return contract.Unbounded
}

// Many is how long something lasts that is done again and again: of what is
// short, each takes its time.
func Many(l contract.Length) contract.Length {
	return max(l, contract.Long)
}
