package contract

import "time"

func tview() []Framework {
	const pkg = "github.com/rivo/tview"
	on := func(code Code, why, source string) Runs {
		return Runs{Code: code, Mode: Callback, Evidence: Evidence{
			why, source, "do it in a goroutine and come back with QueueUpdateDraw"}}
	}
	// A goroutine that calls Run is the loop until Run returns, and owned everything before.
	opens := []Symbol{{pkg, "Application", "Run"}}

	return []Framework{{
		Name:    "tview",
		Modules: []Module{{pkg, "v0.42.0"}},
		Loops:   []Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine and show the result with QueueUpdateDraw"}}, // redrawPause (application.go:16)

		Runs: []Runs{
			on(Param(pkg, "*", "Set*Capture", 0), "the loop calls it for each event", "application.go:424; box.go:164"),
			on(Param(pkg, "*", "Set*Func", 0).But(
				Symbol{pkg, "TextView", "SetChangedFunc"},
				Symbol{pkg, "InputField", "SetAutocompleteFunc"},
			), "the loop calls it for an event or a redraw", "doc.go:171; application.go:729"),
			on(Param(pkg, "*", "Add*", Any), "the loop calls it for an event", "list.go:652; button.go:165; dropdown.go:620"),
			on(Param(pkg, "List", "InsertItem", Last), "the loop calls it for an event", "list.go:652"),
			on(Param(pkg, "DropDown", "SetOptions", Last), "the loop calls it for an event", "dropdown.go:617"),
			on(Param(pkg, "TextArea", "SetClipboard", Any), "the loop calls it for a key", "textarea.go:2271"),
			on(Field(pkg, "TableCell", "Clicked"), "the loop calls it for a click", "table.go:1706"),
			// SetAutocompleteFunc and Autocomplete call it too, on their caller's goroutine.
			on(Param(pkg, "InputField", "SetAutocompleteFunc", 0), "the loop calls it for each key", "inputfield.go:549"),

			on(Implements(pkg, "Primitive", "*"), "the loop calls it to draw and to handle events", "application.go:736; application.go:440"),
			on(Returned(pkg, "Primitive", "*Handler"), "the loop calls it for each event", "application.go:441"),
			on(Param(pkg, "Box", "Wrap*Handler", 0), "the loop calls it for each event", "box.go:167"),
			on(Implements(pkg, "FormItem", "*"), "the form's Draw calls it", "form.go:577"),
			// Its other methods run when those of Table do.
			on(Implements(pkg, "TableContent", "Get*"), "the table's Draw calls it for each cell", "table.go:227"),

			{Code: Param(pkg, "Application", "QueueUpdate*", 0), Mode: Call, Evidence: Evidence{
				"sends to the loop and waits until it has run", "application.go:878",
				"change the primitives directly: this already runs on the loop"}},
			// Nobody else has use for this signature.
			likelyKey("github.com/gdamore/tcell/v2"),
			likelyKey("github.com/gdamore/tcell"),
			{Code: Param(pkg, "Application", "Suspend", 0), Mode: Paused, Evidence: Evidence{
				Why: "the screen is released while it runs", Source: "application.go:657"}},
			{Code: Param(pkg, "TreeNode", "Walk", 0), Mode: Inline, Evidence: Evidence{
				Why: "Walk calls it for each node", Source: "treeview.go:82"}},
			{Code: Param(pkg, "TextView", "SetChangedFunc", 0), Mode: Spawn, Evidence: Evidence{
				Why: "the text view calls it in a goroutine of its own", Source: "textview.go:822"}},
		},

		// Run is no row: another Application may run inside Suspend.
		// Sync fits a key handler by its own comment, and rarely finds the queue full.
		Waits: []Waits{
			{Call: Symbol{pkg, "Application", "Draw"}, Mode: Call, Evidence: Evidence{
				"sends to the loop and waits until it has drawn", "application.go:685",
				"drop it: a redraw follows every event, and QueueUpdateDraw redraws"}},
			{Call: Symbol{pkg, "Application", "Sync"}, Mode: PostBounded, Likely: true, Evidence: Evidence{
				"sends to a queue of 100 that only the loop empties", "application.go:754",
				"call it in a goroutine"}},
			{Call: Symbol{pkg, "Application", "QueueEvent"}, Mode: PostBounded, Likely: true, Evidence: Evidence{
				"sends to a queue of 100 that only the loop empties", "application.go:897",
				"call it in a goroutine"}},
		},

		Owns: []Owns{
			{
				Type: Symbol{pkg, "", "*"},
				Except: []Symbol{
					{pkg, "", "Application"},
					{pkg, "", "TableContent*"},  // the program's own
					{pkg, "", "TextViewWriter"}, // holds the text view's lock
					{pkg, "", "Theme"},
				},
				Safe: []Symbol{
					{pkg, "", "New*"},
					{pkg, "", "ANSIWriter"},
					{pkg, "", "TranslateANSI"},
					{pkg, "", "Escape"},
					{pkg, "", "Unescape"},
					{pkg, "", "TaggedStringWidth"},
					{pkg, "", "WordWrap"},
					{pkg, "", "Print*"},                 // the screen has its own lock
					{pkg, "InputField", "Autocomplete"}, // inputfield.go:351
					// These lock; the getters do not.
					{pkg, "TextView", "BatchWriter"},
					{pkg, "TextView", "Clear"},
					{pkg, "TextView", "HasFocus"},
					{pkg, "TextView", "SetText"},
					{pkg, "TextView", "Write"}, // doc.go:186
				},
				Fields: true,
				Opens:  opens,
				Evidence: Evidence{
					"the loop reads and draws it without a lock", "doc.go:170",
					"do it in QueueUpdateDraw"},
			},
			{
				// SetFocus and SetRoot lock, but call the primitive's Focus after they unlock.
				Type: Symbol{pkg, "", "Application"},
				Safe: []Symbol{
					{pkg, "Application", "Draw"},
					{pkg, "Application", "Enable*"},
					{pkg, "Application", "GetFocus"},
					{pkg, "Application", "Queue*"},
					{pkg, "Application", "Run"},
					{pkg, "Application", "SetScreen"},
					{pkg, "Application", "SetTitle"},
					{pkg, "Application", "Stop"},
					{pkg, "Application", "Suspend"},
					{pkg, "Application", "Sync"},
				},
				Opens: opens,
				Evidence: Evidence{
					"it touches what the loop reads without a lock", "application.go:849; application.go:165; application.go:694",
					"do it in QueueUpdateDraw"},
			},
		},

		Duties: []Duty{{
			Type: Symbol{pkg, "", "TextViewWriter"},
			From: []Symbol{{pkg, "TextView", "BatchWriter"}},
			Met:  []string{"close it"},
			Evidence: Evidence{
				"it holds the text view's lock until Close, and the next redraw waits for that", "textview.go:848", "defer its Close"},
		}},
	}}
}

// likelyKey says that what takes and returns a key event captures input,
// wherever it is passed to SetInputCapture.
func likelyKey(tcell string) Runs {
	event := "*" + tcell + ".EventKey"
	return Runs{Code: Shape("*", []string{event}, []string{event}), Mode: Callback, Likely: true, Evidence: Evidence{
		Why: "the loop calls it for each key", Source: "box.go:204", Fix: "do it in a goroutine"}}
}
