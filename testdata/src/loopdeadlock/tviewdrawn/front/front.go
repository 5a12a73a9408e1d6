// Package front puts interfaces in front of tview, for tests.
package front

import "github.com/rivo/tview"

// App names the type that it was drawn from: its methods return it.
type App interface {
	Run() error
	QueueUpdateDraw(f func()) *tview.Application
	SetRoot(root tview.Primitive, fullscreen bool) *tview.Application
}

// Drawer names nothing: anybody may be behind it.
type Drawer interface {
	QueueUpdateDraw(f func())
}

// Box names a type that is not behind it: that has no Title.
type Box interface {
	Title() string
	QueueUpdateDraw(f func()) *tview.Box
}
