package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

func fyne() []contract.Framework {
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
	on := func(code contract.Code, why, source string) contract.Runs {
		return contract.Runs{Code: code, Mode: contract.Callback, Evidence: contract.Evidence{
			Why: why, Source: source, Fix: "do it in a goroutine and come back with fyne.Do"}}
	}
	likely := func(r contract.Runs) contract.Runs { r.Likely = true; return r }

	const (
		handler = "the app's goroutine calls every handler" // CHANGELOG.md:155
		drawing = "the app's goroutine calls it to lay out and draw"
	)

	reads := func(call contract.Symbol, class contract.Class, why, source string) contract.Blocks {
		return contract.Blocks{Call: call, Class: class, Evidence: contract.Evidence{
			Why: why, Source: source, Fix: "do it in a goroutine and come back with fyne.Do"}}
	}

	opens := []contract.Symbol{named(fyne, "App.Run"), named(fyne, "Window.ShowAndRun")}
	owned := func(o contract.Owns) contract.Owns {
		o.Fields, o.Opens = true, opens
		o.Evidence = contract.Evidence{Why: "the app's goroutine uses it without a lock", Source: "thread.go:13", Fix: "do it in fyne.Do"}
		return o
	}

	return []contract.Framework{{
		Name:    "fyne",
		Modules: []contract.Module{{Path: fyne, Version: "v2.7.1"}},
		Needs:   named(fyne, "Do"),
		Loops:   []contract.Loop{{Budget: 16 * time.Millisecond, Fix: "do it in a goroutine and show the result with fyne.Do"}}, // a frame (loop.go:127)

		// Rows that are not there: SetOnStopped runs when the loop has ended,
		// Preferences.AddChangeListener and a binding's comparator run
		// wherever somebody sets a value.
		Runs: []contract.Runs{
			on(contract.Param(widget, "", "New*", contract.Any), handler, "widget/button.go:69"),
			on(contract.Param(widget, "*", "SetOn*", contract.Any), handler, "widget/entry_validation.go:67"),
			on(contract.Field(widget, "*", "*"), handler, "widget/button.go:62"),
			on(contract.Field(container, "*", "*"), handler, "container/apptabs.go:25"),
			// Android and iOS call the file dialogs' callbacks on a thread of their own.
			on(contract.Param(dialog, "", "*", contract.Any), handler, "dialog/base.go:124"),
			on(contract.Param(dialog, "*", "SetOnClosed", 0), handler, "dialog/base.go:124"),
			on(contract.Param(fyne, "*", "SetOn*", 0).But(named(fyne, "Lifecycle.SetOnStopped")),
				handler, "internal/driver/glfw/window.go:718; internal/driver/glfw/loop.go:124"),
			on(contract.Param(fyne, "Window", "SetCloseIntercept", 0), handler, "internal/driver/glfw/window.go:243"),
			on(contract.Param(fyne, "*", "AddShortcut", contract.Last), handler, "shortcut.go:19"),
			on(contract.Param(desktop, "Canvas", "SetOn*", 0), handler, "internal/driver/glfw/window.go:699"),
			on(contract.Param(fyne, "Settings", "AddListener", 0), handler, "settings.go:33"),
			on(contract.Param(fyne, "", "New*", contract.Any), handler, "animation.go:52; menu.go:63"),
			on(contract.Field(fyne, "MenuItem", "Action"), handler, "internal/driver/glfw/driver_desktop.go:159"), // the system tray's too
			on(contract.Field(fyne, "Animation", "*"), "the app's goroutine calls it for each frame", "internal/animation/runner.go:170"),
			on(contract.Param(canvas, "", "New*", contract.Any), "the app's goroutine calls it for each frame", "internal/animation/runner.go:170; internal/painter/gl/texture.go:160"),
			on(contract.Field(canvas, "Raster", "Generator"), drawing, "internal/painter/gl/texture.go:160"),
			likely(on(contract.FuncType(fyne, "StringValidator"), handler, "widget/entry_validation.go:19")),

			// The data may be set on any goroutine: fyne.Do brings the news.
			on(contract.Param(binding, "", "NewDataListener", 0), handler, "data/binding/binding.go:92"),
			on(contract.Implements(binding, "DataListener", "DataChanged"), handler, "data/binding/binding.go:92"),

			on(contract.Implements(fyne, "CanvasObject", "*"), drawing, "container.go:185"),
			on(contract.Implements(fyne, "Widget", "CreateRenderer"), drawing, "internal/cache/widget.go:20"),
			on(contract.Implements(fyne, "WidgetRenderer", "*"), drawing, "widget.go:17"),
			on(contract.Implements(fyne, "Layout", "*"), drawing, "container.go:185"),
			on(contract.Implements(fyne, "Theme", "*"), drawing, "theme/theme.go:155"),
			on(contract.Implements(widget, "RichTextSegment", "*"), drawing, "widget/richtext.go:684"),
			on(contract.Implements(widget, "ToolbarItem", "*"), drawing, "widget/toolbar.go:160"),
			on(contract.Implements(fyne, "*Tappable", "*"), handler, "internal/driver/glfw/window.go:581"),
			on(contract.Implements(fyne, "Draggable", "*"), handler, "internal/driver/glfw/window.go:417"),
			on(contract.Implements(fyne, "Focusable", "*"), handler, "internal/app/focus_manager.go:102"),
			on(contract.Implements(fyne, "Scrollable", "*"), handler, "internal/driver/glfw/window.go:637"),
			on(contract.Implements(fyne, "Shortcutable", "*"), handler, "internal/driver/glfw/window.go:832"),
			on(contract.Implements(fyne, "Tabbable", "*"), handler, "internal/driver/glfw/window.go:642"),
			on(contract.Implements(fyne, "Validatable", "*"), handler, "widget/form.go:344"),
			on(contract.Implements(desktop, "*able", "*"), handler, "internal/driver/glfw/window.go:384"),
			on(contract.Implements(mobile, "*able", "*"), handler, "internal/driver/mobile/canvas.go:244"),

			{Code: contract.Param(fyne, "", "Do", 0), Mode: contract.Post, Evidence: contract.Evidence{
				Why: "the app's goroutine runs it later", Source: "thread.go:12"}},
			{Code: contract.Param(fyne, "", "DoAndWait", 0), Mode: contract.Call, Evidence: contract.Evidence{
				// Without the fyneDo migration, fyne on the loop logs an error and does not wait.
				Why: "waits until the app's goroutine has run it", Source: "internal/driver/glfw/loop.go:53", Fix: "call the function directly"}},
			{Code: contract.Param(fyne, "Driver", "DoFromGoroutine", 0), Mode: contract.Call, When: contract.When{Arg: 2, Const: "true"}, Evidence: contract.Evidence{
				Why: "waits until the app's goroutine has run it", Source: "internal/driver/glfw/loop.go:53", Fix: "call the function directly"}},
			{Code: contract.Param(fyne, "Driver", "DoFromGoroutine", 0), Mode: contract.Post, When: contract.When{Arg: 2, Const: "false"}, Evidence: contract.Evidence{
				Why: "the app's goroutine runs it later", Source: "internal/driver/glfw/loop.go:55"}},
			{Code: contract.Param(driver, "*", "RunNative", 0), Mode: contract.Inline, Evidence: contract.Evidence{
				Why: "RunNative calls it", Source: "internal/driver/glfw/window_x11.go:16"}},
			{Code: contract.Param(driver, "", "RunNative", 0), Mode: contract.Inline, Evidence: contract.Evidence{
				Why: "RunNative calls it", Source: "driver/native_other.go:11"}},
		},

		// A second Run waits for an event queue that is emptied through the loop.
		Waits: []contract.Waits{
			{Call: named(fyne, "App.Run"), Mode: contract.Call, Evidence: contract.Evidence{
				Why: "waits for the app's goroutine to empty its queue", Source: "internal/driver/glfw/driver.go:166", Fix: "drop it: the app already runs"}},
			{Call: named(fyne, "Window.ShowAndRun"), Mode: contract.Call, Evidence: contract.Evidence{
				Why: "waits for the app's goroutine to empty its queue", Source: "internal/driver/glfw/driver.go:166", Fix: "call Show: the app already runs"}},
		},

		// OpenURL, SendNotification, the clipboard and the setters of
		// Preferences may take a while too; fyne's own widgets call them on the loop.
		Blocks: []contract.Blocks{
			reads(named(fyne, "LoadResourceFromPath"), contract.Disk, "reads a file", "resource.go:60"),
			reads(named(fyne, "LoadResourceFromURLString"), contract.Net, "downloads it", "resource.go:71"),
			reads(named(canvas, "NewImageFromURI"), contract.Net, "downloads it unless it is a file", "canvas/image.go:235"),
			// For an http URI, these send a request.
			reads(named(storage, "Appender"), contract.Disk, "opens a file", "internal/repository/file.go:332"),
			reads(named(storage, "Can*"), contract.Disk, "looks at a file", "internal/repository/file.go:86"),
			reads(named(storage, "Copy"), contract.Disk, "copies a file", "internal/repository/file.go:270"),
			reads(named(storage, "CreateListable"), contract.Disk, "makes a directory", "internal/repository/file.go:201"),
			reads(named(storage, "Delete*"), contract.Disk, "deletes a file", "internal/repository/file.go:144"),
			reads(named(storage, "Exists"), contract.Disk, "looks at a file", "internal/repository/file.go:65"),
			reads(named(storage, "List"), contract.Disk, "reads a directory", "internal/repository/file.go:185"),
			reads(named(storage, "LoadResourceFromURI"), contract.Disk, "reads a file", "storage/resource.go:13"),
			reads(named(storage, "Move"), contract.Disk, "moves a file", "internal/repository/file.go:261"),
			reads(named(storage, "OpenFileFromURI"), contract.Disk, "opens a file", "storage/file.go:15"),
			reads(named(storage, "Reader"), contract.Disk, "opens a file", "internal/repository/file.go:335"),
			reads(named(storage, "SaveFileToURI"), contract.Disk, "opens a file", "storage/file.go:23"),
			reads(named(storage, "Writer"), contract.Disk, "opens a file", "internal/repository/file.go:330"),
			reads(named(fyne, "ListableURI.List"), contract.Disk, "reads a directory", "internal/repository/file.go:185"),
			reads(named(fyne, "Storage.Create"), contract.Disk, "opens a file", "internal/docs.go:45"),
			reads(named(fyne, "Storage.List"), contract.Disk, "reads a directory", "internal/docs.go:55"),
			reads(named(fyne, "Storage.Open"), contract.Disk, "opens a file", "internal/docs.go:82"),
			reads(named(fyne, "Storage.Remove"), contract.Disk, "deletes a file", "internal/docs.go:96"),
			reads(named(fyne, "Storage.Save"), contract.Disk, "opens a file", "internal/docs.go:119"),
		},

		Owns: []contract.Owns{
			owned(contract.Owns{
				Type: named(widget, "*"),
				Safe: []contract.Symbol{named(widget, "New*")},
				Except: []contract.Symbol{ // values
					named(widget, "TableCellID"),
					named(widget, "TextGridCell"),
					named(widget, "TextGridRow"),
					named(widget, "*Style"),
				},
			}),
			owned(contract.Owns{
				Type: named(canvas, "*"),
				Safe: []contract.Symbol{named(canvas, "New*"), named(canvas, "RecolorSVG")},
			}),
			owned(contract.Owns{
				Type: named(container, "*"),
				Safe: []contract.Symbol{named(container, "New*")},
			}),
			owned(contract.Owns{Type: named(fyne+"/internal/widget", "Scroll")}), // container.Scroll
			owned(contract.Owns{
				Type: named(dialog, "*"), // its functions too: Show* touch the window
				Safe: []contract.Symbol{named(dialog, "New*")},
			}),
			// These touch the window, so a dialog of one's own is no excuse.
			owned(contract.Owns{Type: named(dialog, "*Dialog.Show")}),
			owned(contract.Owns{Type: named(widget, "PopUp*.Show*")}),

			owned(contract.Owns{Type: named(fyne, "CanvasObject")}),
			owned(contract.Owns{Type: named(fyne, "Container")}),
			owned(contract.Owns{Type: named(fyne, "Widget")}),
			owned(contract.Owns{Type: named(fyne, "OverlayStack")}),
			owned(contract.Owns{Type: named(fyne, "Clipboard")}), // glfw allows it on the main thread only
			owned(contract.Owns{Type: named(desktop, "Canvas")}),
			owned(contract.Owns{
				Type: named(fyne, "Canvas"),
				Safe: []contract.Symbol{named(fyne, "Canvas.*Shortcut")}, // a sync.Map (shortcut.go:8)
			}),
			owned(contract.Owns{
				Type: named(fyne, "Window"),
				Safe: []contract.Symbol{named(fyne, "Window.Canvas"), named(fyne, "Window.Clipboard")},
			}),
			owned(contract.Owns{
				Type: named(fyne, "*Menu*"),
				Safe: []contract.Symbol{named(fyne, "New*Menu*")},
			}),
			owned(contract.Owns{
				Type: named(fyne, "Settings"), // SetTheme goes through all windows
				Safe: []contract.Symbol{
					named(fyne, "Settings.BuildType"),
					named(fyne, "Settings.PrimaryColor"),
					named(fyne, "Settings.Scale"),
					named(fyne, "Settings.ShowAnimations"),
					named(fyne, "Settings.Theme*"),
				},
			}),
			owned(contract.Owns{Type: named(fyne, "App.NewWindow")}),
			owned(contract.Owns{Type: named(fyne, "App.Quit")}), // closes each window
		},
	}}
}
