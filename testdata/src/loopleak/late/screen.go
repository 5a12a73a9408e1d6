package late

import "github.com/rivo/tview"

func show(app *tview.Application) error {
	err := app.Run()
	app.QueueUpdateDraw(work) // want "app.QueueUpdateDraw comes after the object has been closed \\(line 6\\): nobody runs it any more, and it waits for that; call it before that"
	return err
}

// leave stops the screen on one way alone.
func leave(app *tview.Application, last bool) {
	if last {
		app.Stop()
	}
	app.QueueUpdateDraw(work)
}
