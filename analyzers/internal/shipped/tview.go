package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

func tview() []contract.Framework {
	const pkg = "github.com/rivo/tview"
	on := func(code contract.Code, why, source string) contract.Runs {
		return contract.Runs{Code: code, Mode: contract.Callback, Evidence: contract.Evidence{
			Why: why, Source: source, Fix: "do it in a goroutine and come back with QueueUpdateDraw"}}
	}
	// A goroutine that calls Run is the loop until Run returns, and owned everything before.
	opens := []contract.Symbol{named(pkg, "Application.Run")}

	return []contract.Framework{{
		Name:    "tview",
		Modules: []contract.Module{{Path: pkg, Version: "v0.42.0"}},
		Loops:   []contract.Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine and show the result with QueueUpdateDraw"}}, // redrawPause (application.go:16)

		Runs: []contract.Runs{
			on(contract.Param(pkg, "*", "Set*Capture", 0), "the loop calls it for each event", "application.go:424; box.go:164"),
			on(contract.Param(pkg, "*", "Set*Func", 0).But(
				named(pkg, "TextView.SetChangedFunc"),
				named(pkg, "InputField.SetAutocompleteFunc"),
			), "the loop calls it for an event or a redraw", "doc.go:171; application.go:729"),
			on(contract.Param(pkg, "*", "Add*", contract.Any), "the loop calls it for an event", "list.go:652; button.go:165; dropdown.go:620"),
			on(contract.Param(pkg, "List", "InsertItem", contract.Last), "the loop calls it for an event", "list.go:652"),
			on(contract.Param(pkg, "DropDown", "SetOptions", contract.Last), "the loop calls it for an event", "dropdown.go:617"),
			on(contract.Param(pkg, "TextArea", "SetClipboard", contract.Any), "the loop calls it for a key", "textarea.go:2271"),
			on(contract.Field(pkg, "TableCell", "Clicked"), "the loop calls it for a click", "table.go:1706"),
			// SetAutocompleteFunc and Autocomplete call it too, on their caller's goroutine.
			on(contract.Param(pkg, "InputField", "SetAutocompleteFunc", 0), "the loop calls it for each key", "inputfield.go:549"),

			on(contract.Implements(pkg, "Primitive", "*"), "the loop calls it to draw and to handle events", "application.go:736; application.go:440"),
			on(contract.Returned(pkg, "Primitive", "*Handler"), "the loop calls it for each event", "application.go:441"),
			on(contract.Param(pkg, "Box", "Wrap*Handler", 0), "the loop calls it for each event", "box.go:167"),
			on(contract.Implements(pkg, "FormItem", "*"), "the form's Draw calls it", "form.go:577"),
			// Its other methods run when those of Table do.
			on(contract.Implements(pkg, "TableContent", "Get*"), "the table's Draw calls it for each cell", "table.go:227"),

			{Code: contract.Param(pkg, "Application", "QueueUpdate*", 0), Mode: contract.Call, Evidence: contract.Evidence{
				Why: "sends to the loop and waits until it has run", Source: "application.go:878",
				Fix: "change the primitives directly: this already runs on the loop"}},
			// Nobody else has use for this signature.
			likelyKey("github.com/gdamore/tcell/v2"),
			likelyKey("github.com/gdamore/tcell"),
			{Code: contract.Param(pkg, "Application", "Suspend", 0), Mode: contract.Paused, Evidence: contract.Evidence{
				Why: "the screen is released while it runs", Source: "application.go:657"}},
			{Code: contract.Param(pkg, "TreeNode", "Walk", 0), Mode: contract.Inline, Evidence: contract.Evidence{
				Why: "Walk calls it for each node", Source: "treeview.go:82"}},
			{Code: contract.Param(pkg, "TextView", "SetChangedFunc", 0), Mode: contract.Spawn, Evidence: contract.Evidence{
				Why: "the text view calls it in a goroutine of its own", Source: "textview.go:822"}},
		},

		// Run is no row: another Application may run inside Suspend.
		// Sync fits a key handler by its own comment, and rarely finds the queue full.
		Waits: []contract.Waits{
			{Call: named(pkg, "Application.Draw"), Mode: contract.Call, Evidence: contract.Evidence{
				Why: "sends to the loop and waits until it has drawn", Source: "application.go:685",
				Fix: "drop it: a redraw follows every event, and QueueUpdateDraw redraws"}},
			{Call: named(pkg, "Application.Sync"), Mode: contract.PostBounded, Likely: true, Evidence: contract.Evidence{
				Why: "sends to a queue of 100 that only the loop empties", Source: "application.go:754",
				Fix: "call it in a goroutine"}},
			{Call: named(pkg, "Application.QueueEvent"), Mode: contract.PostBounded, Likely: true, Evidence: contract.Evidence{
				Why: "sends to a queue of 100 that only the loop empties", Source: "application.go:897",
				Fix: "call it in a goroutine"}},
		},

		Owns: []contract.Owns{
			{
				Type: named(pkg, "*"),
				Except: []contract.Symbol{
					named(pkg, "Application"),
					named(pkg, "TableContent*"),  // the program's own
					named(pkg, "TextViewWriter"), // holds the text view's lock
					named(pkg, "Theme"),
				},
				Safe: []contract.Symbol{
					named(pkg, "New*"),
					named(pkg, "ANSIWriter"),
					named(pkg, "TranslateANSI"),
					named(pkg, "Escape"),
					named(pkg, "Unescape"),
					named(pkg, "TaggedStringWidth"),
					named(pkg, "WordWrap"),
					named(pkg, "Print*"),                  // the screen has its own lock
					named(pkg, "InputField.Autocomplete"), // inputfield.go:351
					// These lock; the getters do not.
					named(pkg, "TextView.BatchWriter"),
					named(pkg, "TextView.Clear"),
					named(pkg, "TextView.HasFocus"),
					named(pkg, "TextView.SetText"),
					named(pkg, "TextView.Write"), // doc.go:186
				},
				Fields: true,
				Opens:  opens,
				Evidence: contract.Evidence{
					Why: "the loop reads and draws it without a lock", Source: "doc.go:170",
					Fix: "do it in QueueUpdateDraw"},
			},
			{
				// SetFocus and SetRoot lock, but call the primitive's Focus after they unlock.
				Type: named(pkg, "Application"),
				Safe: []contract.Symbol{
					named(pkg, "Application.Draw"),
					named(pkg, "Application.Enable*"),
					named(pkg, "Application.GetFocus"),
					named(pkg, "Application.Queue*"),
					named(pkg, "Application.Run"),
					named(pkg, "Application.SetScreen"),
					named(pkg, "Application.SetTitle"),
					named(pkg, "Application.Stop"),
					named(pkg, "Application.Suspend"),
					named(pkg, "Application.Sync"),
				},
				Opens: opens,
				Evidence: contract.Evidence{
					Why: "it touches what the loop reads without a lock", Source: "application.go:849; application.go:165; application.go:694",
					Fix: "do it in QueueUpdateDraw"},
			},
		},

		Duties: []contract.Duty{{
			Type: named(pkg, "TextViewWriter"),
			From: []contract.Symbol{named(pkg, "TextView.BatchWriter")},
			Met:  []string{"close it"},
			Evidence: contract.Evidence{
				Why: "it holds the text view's lock until Close, and the next redraw waits for that", Source: "textview.go:848", Fix: "defer its Close"},
		}},
	}}
}

// likelyKey says that what takes and returns a key event captures input,
// wherever it is passed to SetInputCapture.
func likelyKey(tcell string) contract.Runs {
	event := "*" + tcell + ".EventKey"
	return contract.Runs{Code: contract.Shape("*", []string{event}, []string{event}), Mode: contract.Callback, Likely: true, Evidence: contract.Evidence{
		Why: "the loop calls it for each key", Source: "box.go:204", Fix: "do it in a goroutine"}}
}
