// Package ui makes its window once, for whoever comes first.
package ui

import (
	"sync"

	"fyne.io/fyne/v2"
)

var (
	once   sync.Once
	splash fyne.Window
)

// Manager returns what the window is managed with.
func Manager() string { return instance() }

func instance() string {
	once.Do(func() {
		splash = fyne.CurrentApp().NewWindow("splash")
		splash.Show()
	})
	return "manager"
}

// Restart shows the window again, some calls deep.
func Restart() { again() }

func again() { show() }

func show() {
	func() { splash.Show() }()
}
