// Package tray stands for a library that calls back from a loop of its own.
package tray

var ready func()

// Run calls onReady, and comes back when all is over.
func Run(onReady func()) {
	ready = onReady
	go ready()
	select {}
}
