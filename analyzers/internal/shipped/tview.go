package shipped

import (
	"slices"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

const (
	tviewModule  = "github.com/rivo/tview"
	tviewInstead = "do it in a goroutine and come back with QueueUpdateDraw"
)

func tview() []contract.Framework {
	return []contract.Framework{{
		Name:    "tview",
		Modules: []contract.Module{{Path: tviewModule, Version: "v0.42.0"}},
		Needs:   named(tviewModule, "MouseAction"), // of March 2020: until February QueueUpdate did not wait
		Forks: []contract.Fork{
			{Path: "github.com/darkhz/tview", Of: tviewModule},
			{Path: "github.com/derailed/tview", Of: tviewModule},
		},
		Loops: []contract.Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine and show the result with QueueUpdateDraw"}}, // redrawPause (application.go:16)
		Runs:  slices.Concat(tviewHandlers(), tviewMethods(), tviewCalls()),
		Waits: tviewWaits(),
		Owns:  []contract.Owns{tviewPrimitives(), tviewApplication(), tviewOwn("Primitive", "*"), tviewOwn("FormItem", "*"), tviewOwn("TableContent", "Get*")},
		Late: []contract.Late{{
			Calls:    []contract.Symbol{named(tviewModule, "Application.QueueUpdate"), named(tviewModule, "Application.QueueUpdateDraw")},
			After:    []contract.Symbol{named(tviewModule, "Application.Run"), named(tviewModule, "Application.Stop")},
			Evidence: because("nobody runs it any more, and it waits for that", "application.go:876", "call it before that"),
		}},
		Duties: []contract.Duty{{
			Type: named(tviewModule, "TextViewWriter"),
			From: []contract.Symbol{named(tviewModule, "TextView.BatchWriter")},
			Met:  []string{"close it"},
			Evidence: because("it holds the text view's lock until Close, and the next redraw waits for that",
				"textview.go:848", "defer its Close"),
		}},
	}}
}

// tviewHandlers are the functions that a program hands over or stores.
func tviewHandlers() []contract.Runs {
	return []contract.Runs{
		on(contract.Param(tviewModule, "*", "Set*Capture", 0), "the loop calls it for each event", "application.go:424; box.go:164", tviewInstead),
		drawn(on(contract.Param(tviewModule, "*", "SetDrawFunc", 0), "the loop calls it for each redraw", "box.go:439", tviewInstead)),
		drawn(on(contract.Param(tviewModule, "Application", "Set*DrawFunc", 0), "the loop calls it for each redraw", "application.go:729", tviewInstead)),
		on(contract.Param(tviewModule, "*", "Set*Func", 0).But(
			named(tviewModule, "*.SetDrawFunc"),
			named(tviewModule, "Application.Set*DrawFunc"),
			named(tviewModule, "TextView.SetChangedFunc"),
			named(tviewModule, "InputField.SetAutocompleteFunc"),
		), "the loop calls it for an event or a redraw", "doc.go:171; application.go:729", tviewInstead),
		on(contract.Param(tviewModule, "*", "Add*", contract.Any), "the loop calls it for an event", "list.go:652; button.go:165; dropdown.go:620", tviewInstead),
		on(contract.Param(tviewModule, "List", "InsertItem", contract.Last), "the loop calls it for an event", "list.go:652", tviewInstead),
		on(contract.Param(tviewModule, "DropDown", "SetOptions", contract.Last), "the loop calls it for an event", "dropdown.go:617", tviewInstead),
		on(contract.Param(tviewModule, "TextArea", "SetClipboard", contract.Any), "the loop calls it for a key", "textarea.go:2271", tviewInstead),
		on(contract.Field(tviewModule, "TableCell", "Clicked"), "the loop calls it for a click", "table.go:1706", tviewInstead),
		// SetAutocompleteFunc and Autocomplete call it too, on their caller's goroutine.
		on(contract.Param(tviewModule, "InputField", "SetAutocompleteFunc", 0), "the loop calls it for each key", "inputfield.go:549", tviewInstead),
	}
}

// tviewMethods are the methods that tview calls, and the closures that they return.
func tviewMethods() []contract.Runs {
	return []contract.Runs{
		drawn(on(contract.Implements(tviewModule, "Primitive", "Draw"), "the loop calls it for each redraw", "application.go:736", tviewInstead)),
		on(contract.Implements(tviewModule, "Primitive", "*"), "the loop calls it to draw and to handle events", "application.go:736; application.go:440", tviewInstead),
		on(contract.Returned(tviewModule, "Primitive", "*Handler"), "the loop calls it for each event", "application.go:441", tviewInstead),
		on(contract.Param(tviewModule, "Box", "Wrap*Handler", 0), "the loop calls it for each event", "box.go:167", tviewInstead),
		drawn(on(contract.Implements(tviewModule, "FormItem", "*"), "the form's Draw calls it", "form.go:577", tviewInstead)),
		// Its other methods run when those of Table do.
		drawn(on(contract.Implements(tviewModule, "TableContent", "Get*"), "the table's Draw calls it for each cell", "table.go:227", tviewInstead)),
	}
}

// tviewCalls are the calls that hand a function over and say when it runs, and
// what can be for nobody else.
func tviewCalls() []contract.Runs {
	return []contract.Runs{
		call(contract.Param(tviewModule, "Application", "QueueUpdate*", 0), "sends to the loop and waits until it has run",
			"application.go:878", "change the primitives directly: this already runs on the loop"),
		likelyKey("github.com/gdamore/tcell/v2"),
		likelyKey("github.com/gdamore/tcell"),
		runs(contract.Paused, contract.Param(tviewModule, "Application", "Suspend", 0), "the screen is released while it runs", "application.go:657", ""),
		here(contract.Param(tviewModule, "TreeNode", "Walk", 0), "Walk calls it for each node", "treeview.go:82"),
		off(contract.Param(tviewModule, "TextView", "SetChangedFunc", 0), "the text view calls it in a goroutine of its own", "textview.go:822"),
	}
}

// likelyKey says that what takes and returns a key event captures input, wherever
// it is passed to SetInputCapture: nobody else has use for this signature.
func likelyKey(tcell string) contract.Runs {
	event := "*" + tcell + ".EventKey"
	return likely(on(contract.Shape("*", []string{event}, []string{event}), "the loop calls it for each key", "box.go:204", "do it in a goroutine"))
}

// tviewWaits has no row for Run: another Application may run inside Suspend.
// Sync fits a key handler by its own comment, and rarely finds the queue full.
func tviewWaits() []contract.Waits {
	return []contract.Waits{
		waits(contract.Call, named(tviewModule, "Application.Draw"), "sends to the loop and waits until it has drawn",
			"application.go:685", "drop it: a redraw follows every event, and QueueUpdateDraw redraws"),
		mayWait(contract.PostBounded, named(tviewModule, "Application.Sync"), "sends to a queue of 100 that only the loop empties",
			"application.go:754", "call it in a goroutine"),
		mayWait(contract.PostBounded, named(tviewModule, "Application.QueueEvent"), "sends to a queue of 100 that only the loop empties",
			"application.go:897", "call it in a goroutine"),
	}
}

// tviewOpens: a goroutine that calls Run is the loop until Run returns, and owned
// everything before.
func tviewOpens() []contract.Symbol {
	return []contract.Symbol{named(tviewModule, "Application.Run")}
}

func tviewPrimitives() contract.Owns {
	return contract.Owns{
		Type: named(tviewModule, "*"),
		Except: []contract.Symbol{
			named(tviewModule, "Application"),
			named(tviewModule, "TableContent*"),  // the program's own
			named(tviewModule, "TextViewWriter"), // holds the text view's lock
			named(tviewModule, "Theme"),
		},
		Safe: []contract.Symbol{
			named(tviewModule, "New*"),
			named(tviewModule, "ANSIWriter"),
			named(tviewModule, "TranslateANSI"),
			named(tviewModule, "Escape*"),
			named(tviewModule, "Unescape"),
			named(tviewModule, "TaggedStringWidth"),
			named(tviewModule, "WordWrap"),
			named(tviewModule, "Print*"),                  // the screen has its own lock
			named(tviewModule, "InputField.Autocomplete"), // inputfield.go:351
			// These lock; the getters do not.
			named(tviewModule, "TextView.BatchWriter"),
			named(tviewModule, "TextView.Clear"),
			named(tviewModule, "TextView.HasFocus"),
			named(tviewModule, "TextView.SetText"),
			named(tviewModule, "TextView.Write"), // doc.go:186
		},
		Fields:   true,
		Opens:    tviewOpens(),
		Evidence: because("the loop reads and draws it without a lock", "doc.go:170", "do it in QueueUpdateDraw"),
	}
}

func tviewApplication() contract.Owns {
	return contract.Owns{
		// SetFocus and SetRoot lock, but call the primitive's Focus after they unlock.
		Type: named(tviewModule, "Application"),
		Safe: []contract.Symbol{
			named(tviewModule, "Application.Draw"),
			named(tviewModule, "Application.Enable*"),
			named(tviewModule, "Application.GetFocus"),
			named(tviewModule, "Application.Queue*"),
			named(tviewModule, "Application.Run"),
			named(tviewModule, "Application.SetScreen"),
			named(tviewModule, "Application.SetTitle"),
			named(tviewModule, "Application.Stop"),
			named(tviewModule, "Application.Suspend"),
			named(tviewModule, "Application.Sync"),
		},
		Opens: tviewOpens(),
		Evidence: because("it touches what the loop reads without a lock",
			"application.go:849; application.go:165; application.go:694", "do it in QueueUpdateDraw"),
	}
}

// tviewOwn are the program's own primitives, by the methods that tview calls.
func tviewOwn(iface, methods string) contract.Owns {
	code := contract.Implements(tviewModule, iface, methods)
	return contract.Owns{
		Shape: &code, Opens: tviewOpens(),
		Evidence: because("the loop draws it and calls its handlers", "application.go:736; table.go:227", "do it in QueueUpdateDraw"),
	}
}
