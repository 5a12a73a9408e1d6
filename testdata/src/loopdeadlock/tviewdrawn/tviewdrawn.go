// Package tviewdrawn has tview behind interfaces of another package, which nobody here
// makes of it.
package tviewdrawn

import (
	"github.com/gdamore/tcell/v2"

	"example.com/corpus/src/loopdeadlock/tviewdrawn/front"
)

type ui struct {
	app    front.App
	drawer front.Drawer
	box    front.Box
}

func (u *ui) keyPressed(key *tcell.EventKey) *tcell.EventKey {
	u.app.QueueUpdateDraw(func() {}) // want `u\.app\.QueueUpdateDraw waits for the tview loop, and this runs on it: deadlock`
	u.drawer.QueueUpdateDraw(func() {})
	u.box.QueueUpdateDraw(func() {})
	go u.app.QueueUpdateDraw(func() {})
	return key
}

// reload is a goroutine of its own: it may wait.
func (u *ui) reload() {
	go func() {
		u.app.QueueUpdateDraw(func() {
			u.app.QueueUpdateDraw(func() {}) // want `u\.app\.QueueUpdateDraw waits for the tview loop, and this runs on it: deadlock`
		})
	}()
}
