// Package others drops results that carry no duty.
package others

import (
	"time"

	"fyne.io/fyne/v2/data/binding"
	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"
	"github.com/panjf2000/gnet/v2"
	"github.com/rivo/tview"
)

// chains return their receiver for the next call.
func chains(app *tview.Application, list *tview.List) {
	list.AddItem("one", "", 0, nil).AddItem("two", "", 0, nil)
	app.SetRoot(list, true)
	go app.QueueUpdateDraw(func() { list.Clear() })
}

// posts return whether the loop was still there.
func posts(loop *eventloop.EventLoop) {
	loop.RunOnLoop(func(vm *goja.Runtime) { vm.RunString("main()") })
	loop.SetTimeout(func(vm *goja.Runtime) { vm.RunString("later()") }, time.Second)
}

// writes return errors, which are other tools' business.
func writes(c gnet.Conn, text binding.String) {
	c.AsyncWrite([]byte("bye\n"), nil)
	c.Close()
	text.Set("bye")
}

// A hub's own submissions are answered by channel, and one may look away.
type hub struct{ jobs chan chan error }

func (h *hub) run() {
	for {
		select {
		case done := <-h.jobs:
			done <- nil
		}
	}
}

func (h *hub) submit() <-chan error {
	done := make(chan error, 1)
	h.jobs <- done
	return done
}

func use(h *hub) {
	go h.run()
	h.submit()
}
