// Package uithread names fyne's two hand-offs as this program likes them.
package uithread

import "fyne.io/fyne/v2"

// Run runs f on the loop and returns when it ran.
func Run(f func()) { fyne.DoAndWait(f) }

// Post runs f on the loop, some time.
func Post(f func()) { fyne.Do(f) }

// Ask runs f on the loop and returns its answer.
func Ask[T any](f func() T) (answer T) {
	Run(func() { answer = f() })
	return answer
}
