package contract

import "time"

func fyne() []Framework {
	const (
		fyne      = "fyne.io/fyne/v2"
		binding   = fyne + "/data/binding"
		canvas    = fyne + "/canvas"
		container = fyne + "/container"
		desktop   = fyne + "/driver/desktop"
		dialog    = fyne + "/dialog"
		driver    = fyne + "/driver"
		mobile    = fyne + "/driver/mobile"
		storage   = fyne + "/storage"
		widget    = fyne + "/widget"
	)
	on := func(code Code, why, source string) Runs {
		return Runs{Code: code, Mode: Callback, Evidence: Evidence{
			why, source, "do it in a goroutine and come back with fyne.Do"}}
	}
	likely := func(r Runs) Runs { r.Likely = true; return r }

	const (
		handler = "the app's goroutine calls every handler" // CHANGELOG.md:155
		drawing = "the app's goroutine calls it to lay out and draw"
	)

	reads := func(call Symbol, class Class, why, source string) Blocks {
		return Blocks{Call: call, Class: class, Evidence: Evidence{
			why, source, "do it in a goroutine and come back with fyne.Do"}}
	}

	opens := []Symbol{{fyne, "App", "Run"}, {fyne, "Window", "ShowAndRun"}}
	owned := func(o Owns) Owns {
		o.Fields, o.Opens = true, opens
		o.Evidence = Evidence{"the app's goroutine uses it without a lock", "thread.go:13", "do it in fyne.Do"}
		return o
	}

	return []Framework{{
		Name:    "fyne",
		Modules: []Module{{fyne, "v2.7.1"}},
		Needs:   Symbol{fyne, "", "Do"},
		Loops:   []Loop{{Budget: 16 * time.Millisecond, Fix: "do it in a goroutine and show the result with fyne.Do"}}, // a frame (loop.go:127)

		// Rows that are not there: SetOnStopped runs when the loop has ended,
		// Preferences.AddChangeListener and a binding's comparator run
		// wherever somebody sets a value.
		Runs: []Runs{
			on(Param(widget, "", "New*", Any), handler, "widget/button.go:69"),
			on(Param(widget, "*", "SetOn*", Any), handler, "widget/entry_validation.go:67"),
			on(Field(widget, "*", "*"), handler, "widget/button.go:62"),
			on(Field(container, "*", "*"), handler, "container/apptabs.go:25"),
			// Android and iOS call the file dialogs' callbacks on a thread of their own.
			on(Param(dialog, "", "*", Any), handler, "dialog/base.go:124"),
			on(Param(dialog, "*", "SetOnClosed", 0), handler, "dialog/base.go:124"),
			on(Param(fyne, "*", "SetOn*", 0).But(Symbol{fyne, "Lifecycle", "SetOnStopped"}),
				handler, "internal/driver/glfw/window.go:718; internal/driver/glfw/loop.go:124"),
			on(Param(fyne, "Window", "SetCloseIntercept", 0), handler, "internal/driver/glfw/window.go:243"),
			on(Param(fyne, "*", "AddShortcut", Last), handler, "shortcut.go:19"),
			on(Param(desktop, "Canvas", "SetOn*", 0), handler, "internal/driver/glfw/window.go:699"),
			on(Param(fyne, "Settings", "AddListener", 0), handler, "settings.go:33"),
			on(Param(fyne, "", "New*", Any), handler, "animation.go:52; menu.go:63"),
			on(Field(fyne, "MenuItem", "Action"), handler, "internal/driver/glfw/driver_desktop.go:159"), // the system tray's too
			on(Field(fyne, "Animation", "*"), "the app's goroutine calls it for each frame", "internal/animation/runner.go:170"),
			on(Param(canvas, "", "New*", Any), "the app's goroutine calls it for each frame", "internal/animation/runner.go:170; internal/painter/gl/texture.go:160"),
			on(Field(canvas, "Raster", "Generator"), drawing, "internal/painter/gl/texture.go:160"),
			likely(on(FuncType(fyne, "StringValidator"), handler, "widget/entry_validation.go:19")),

			// The data may be set on any goroutine: fyne.Do brings the news.
			on(Param(binding, "", "NewDataListener", 0), handler, "data/binding/binding.go:92"),
			on(Implements(binding, "DataListener", "DataChanged"), handler, "data/binding/binding.go:92"),

			on(Implements(fyne, "CanvasObject", "*"), drawing, "container.go:185"),
			on(Implements(fyne, "Widget", "CreateRenderer"), drawing, "internal/cache/widget.go:20"),
			on(Implements(fyne, "WidgetRenderer", "*"), drawing, "widget.go:17"),
			on(Implements(fyne, "Layout", "*"), drawing, "container.go:185"),
			on(Implements(fyne, "Theme", "*"), drawing, "theme/theme.go:155"),
			on(Implements(widget, "RichTextSegment", "*"), drawing, "widget/richtext.go:684"),
			on(Implements(widget, "ToolbarItem", "*"), drawing, "widget/toolbar.go:160"),
			on(Implements(fyne, "*Tappable", "*"), handler, "internal/driver/glfw/window.go:581"),
			on(Implements(fyne, "Draggable", "*"), handler, "internal/driver/glfw/window.go:417"),
			on(Implements(fyne, "Focusable", "*"), handler, "internal/app/focus_manager.go:102"),
			on(Implements(fyne, "Scrollable", "*"), handler, "internal/driver/glfw/window.go:637"),
			on(Implements(fyne, "Shortcutable", "*"), handler, "internal/driver/glfw/window.go:832"),
			on(Implements(fyne, "Tabbable", "*"), handler, "internal/driver/glfw/window.go:642"),
			on(Implements(fyne, "Validatable", "*"), handler, "widget/form.go:344"),
			on(Implements(desktop, "*able", "*"), handler, "internal/driver/glfw/window.go:384"),
			on(Implements(mobile, "*able", "*"), handler, "internal/driver/mobile/canvas.go:244"),

			{Code: Param(fyne, "", "Do", 0), Mode: Post, Evidence: Evidence{
				Why: "the app's goroutine runs it later", Source: "thread.go:12"}},
			{Code: Param(fyne, "", "DoAndWait", 0), Mode: Call, Evidence: Evidence{
				// Without the fyneDo migration, fyne on the loop logs an error and does not wait.
				"waits until the app's goroutine has run it", "internal/driver/glfw/loop.go:53", "call the function directly"}},
			{Code: Param(fyne, "Driver", "DoFromGoroutine", 0), Mode: Call, When: When{Arg: 2, Const: "true"}, Evidence: Evidence{
				"waits until the app's goroutine has run it", "internal/driver/glfw/loop.go:53", "call the function directly"}},
			{Code: Param(fyne, "Driver", "DoFromGoroutine", 0), Mode: Post, When: When{Arg: 2, Const: "false"}, Evidence: Evidence{
				Why: "the app's goroutine runs it later", Source: "internal/driver/glfw/loop.go:55"}},
			{Code: Param(driver, "*", "RunNative", 0), Mode: Inline, Evidence: Evidence{
				Why: "RunNative calls it", Source: "internal/driver/glfw/window_x11.go:16"}},
			{Code: Param(driver, "", "RunNative", 0), Mode: Inline, Evidence: Evidence{
				Why: "RunNative calls it", Source: "driver/native_other.go:11"}},
		},

		// A second Run waits for an event queue that is emptied through the loop.
		Waits: []Waits{
			{Call: Symbol{fyne, "App", "Run"}, Mode: Call, Evidence: Evidence{
				"waits for the app's goroutine to empty its queue", "internal/driver/glfw/driver.go:166", "drop it: the app already runs"}},
			{Call: Symbol{fyne, "Window", "ShowAndRun"}, Mode: Call, Evidence: Evidence{
				"waits for the app's goroutine to empty its queue", "internal/driver/glfw/driver.go:166", "call Show: the app already runs"}},
		},

		// OpenURL, SendNotification, the clipboard and the setters of
		// Preferences may take a while too; fyne's own widgets call them on the loop.
		Blocks: []Blocks{
			reads(Symbol{fyne, "", "LoadResourceFromPath"}, Disk, "reads a file", "resource.go:60"),
			reads(Symbol{fyne, "", "LoadResourceFromURLString"}, Net, "downloads it", "resource.go:71"),
			reads(Symbol{canvas, "", "NewImageFromURI"}, Net, "downloads it unless it is a file", "canvas/image.go:235"),
			// For an http URI, these send a request.
			reads(Symbol{storage, "", "Appender"}, Disk, "opens a file", "internal/repository/file.go:332"),
			reads(Symbol{storage, "", "Can*"}, Disk, "looks at a file", "internal/repository/file.go:86"),
			reads(Symbol{storage, "", "Copy"}, Disk, "copies a file", "internal/repository/file.go:270"),
			reads(Symbol{storage, "", "CreateListable"}, Disk, "makes a directory", "internal/repository/file.go:201"),
			reads(Symbol{storage, "", "Delete*"}, Disk, "deletes a file", "internal/repository/file.go:144"),
			reads(Symbol{storage, "", "Exists"}, Disk, "looks at a file", "internal/repository/file.go:65"),
			reads(Symbol{storage, "", "List"}, Disk, "reads a directory", "internal/repository/file.go:185"),
			reads(Symbol{storage, "", "LoadResourceFromURI"}, Disk, "reads a file", "storage/resource.go:13"),
			reads(Symbol{storage, "", "Move"}, Disk, "moves a file", "internal/repository/file.go:261"),
			reads(Symbol{storage, "", "OpenFileFromURI"}, Disk, "opens a file", "storage/file.go:15"),
			reads(Symbol{storage, "", "Reader"}, Disk, "opens a file", "internal/repository/file.go:335"),
			reads(Symbol{storage, "", "SaveFileToURI"}, Disk, "opens a file", "storage/file.go:23"),
			reads(Symbol{storage, "", "Writer"}, Disk, "opens a file", "internal/repository/file.go:330"),
			reads(Symbol{fyne, "ListableURI", "List"}, Disk, "reads a directory", "internal/repository/file.go:185"),
			reads(Symbol{fyne, "Storage", "Create"}, Disk, "opens a file", "internal/docs.go:45"),
			reads(Symbol{fyne, "Storage", "List"}, Disk, "reads a directory", "internal/docs.go:55"),
			reads(Symbol{fyne, "Storage", "Open"}, Disk, "opens a file", "internal/docs.go:82"),
			reads(Symbol{fyne, "Storage", "Remove"}, Disk, "deletes a file", "internal/docs.go:96"),
			reads(Symbol{fyne, "Storage", "Save"}, Disk, "opens a file", "internal/docs.go:119"),
		},

		Owns: []Owns{
			owned(Owns{
				Type: Symbol{widget, "", "*"},
				Safe: []Symbol{{widget, "", "New*"}},
				Except: []Symbol{ // values
					{widget, "", "TableCellID"},
					{widget, "", "TextGridCell"},
					{widget, "", "TextGridRow"},
					{widget, "", "*Style"},
				},
			}),
			owned(Owns{
				Type: Symbol{canvas, "", "*"},
				Safe: []Symbol{{canvas, "", "New*"}, {canvas, "", "RecolorSVG"}},
			}),
			owned(Owns{
				Type: Symbol{container, "", "*"},
				Safe: []Symbol{{container, "", "New*"}},
			}),
			owned(Owns{Type: Symbol{fyne + "/internal/widget", "", "Scroll"}}), // container.Scroll
			owned(Owns{
				Type: Symbol{dialog, "", "*"}, // its functions too: Show* touch the window
				Safe: []Symbol{{dialog, "", "New*"}},
			}),
			// These touch the window, so a dialog of one's own is no excuse.
			owned(Owns{Type: Symbol{dialog, "*Dialog", "Show"}}),
			owned(Owns{Type: Symbol{widget, "PopUp*", "Show*"}}),

			owned(Owns{Type: Symbol{fyne, "", "CanvasObject"}}),
			owned(Owns{Type: Symbol{fyne, "", "Container"}}),
			owned(Owns{Type: Symbol{fyne, "", "Widget"}}),
			owned(Owns{Type: Symbol{fyne, "", "OverlayStack"}}),
			owned(Owns{Type: Symbol{fyne, "", "Clipboard"}}), // glfw allows it on the main thread only
			owned(Owns{Type: Symbol{desktop, "", "Canvas"}}),
			owned(Owns{
				Type: Symbol{fyne, "", "Canvas"},
				Safe: []Symbol{{fyne, "Canvas", "*Shortcut"}}, // a sync.Map (shortcut.go:8)
			}),
			owned(Owns{
				Type: Symbol{fyne, "", "Window"},
				Safe: []Symbol{{fyne, "Window", "Canvas"}, {fyne, "Window", "Clipboard"}},
			}),
			owned(Owns{
				Type: Symbol{fyne, "", "*Menu*"},
				Safe: []Symbol{{fyne, "", "New*Menu*"}},
			}),
			owned(Owns{
				Type: Symbol{fyne, "", "Settings"}, // SetTheme goes through all windows
				Safe: []Symbol{
					{fyne, "Settings", "BuildType"},
					{fyne, "Settings", "PrimaryColor"},
					{fyne, "Settings", "Scale"},
					{fyne, "Settings", "ShowAnimations"},
					{fyne, "Settings", "Theme*"},
				},
			}),
			owned(Owns{Type: Symbol{fyne, "App", "NewWindow"}}),
			owned(Owns{Type: Symbol{fyne, "App", "Quit"}}), // closes each window
		},
	}}
}
