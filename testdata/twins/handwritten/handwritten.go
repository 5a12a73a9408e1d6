// Package handwritten has twins whose loops are written by hand: a goroutine that
// owns state and serves channels.
package handwritten

import "example.com/corpus/twins"

// Twins are the pairs of this folder.
var Twins = []twins.Twin{
	sendsToItself,
	fullInbox,
	sendAfterEnd,
	unsubscribeAfterEnd,
	nobodyReceives,
	lockWhileWaiting,
	waitsForItself,
	timerWrites,
	slowSubscriber,
	answersOnce,
	ticksAfterEnd,
	waitsEachRound,
	stopsTicker,
	drainsTimer,
	neverEnds,
	stopsUnstarted,
	encodesAtOnce,
	packageVariable,
	capturedLocal,
	pollsFlag,
}
