package shipped

import (
	"slices"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

const (
	fyneApp       = "fyne.io/fyne/v2"
	fyneBinding   = fyneApp + "/data/binding"
	fyneCanvas    = fyneApp + "/canvas"
	fyneContainer = fyneApp + "/container"
	fyneDesktop   = fyneApp + "/driver/desktop"
	fyneDialog    = fyneApp + "/dialog"
	fyneDriver    = fyneApp + "/driver"
	fyneMobile    = fyneApp + "/driver/mobile"
	fyneStorage   = fyneApp + "/storage"
	fyneWidget    = fyneApp + "/widget"

	fyneHandler = "the app's goroutine calls every handler" // CHANGELOG.md:155
	fyneDrawing = "the app's goroutine calls it to lay out and draw"
	fyneInstead = "do it in a goroutine and come back with fyne.Do"
)

func fyne() []contract.Framework {
	return []contract.Framework{{
		Name:    "fyne",
		Modules: []contract.Module{{Path: fyneApp, Version: "v2.7.1"}},
		Forks:   []contract.Fork{{Path: "github.com/alexballas/refyne/v2", Of: fyneApp}},
		Needs:   named(fyneApp, "Do"),
		Loops:   []contract.Loop{{Budget: 16 * time.Millisecond, Fix: "do it in a goroutine and show the result with fyne.Do"}}, // a frame (loop.go:127)
		Runs:    slices.Concat(fyneHandlers(), fyneMethods(), fyneCalls()),

		// A second Run waits for an event queue that is emptied through the loop.
		Waits: []contract.Waits{
			waits(contract.Call, named(fyneApp, "App.Run"), "waits for the app's goroutine to empty its queue",
				"internal/driver/glfw/driver.go:166", "drop it: the app already runs"),
			waits(contract.Call, named(fyneApp, "Window.ShowAndRun"), "waits for the app's goroutine to empty its queue",
				"internal/driver/glfw/driver.go:166", "call Show: the app already runs"),
		},

		Blocks: fyneBlocks(),
		Owns:   slices.Concat(fyneOwnsParts(), fyneOwnsApp(), fyneOwnsTypes()),
	}}
}

// fyneHandlers are the functions that a program hands over or stores. Rows that
// are not there: SetOnStopped runs when the loop has ended,
// Preferences.AddChangeListener and a binding's comparator run wherever somebody
// sets a value.
func fyneHandlers() []contract.Runs {
	return []contract.Runs{
		on(contract.Param(fyneWidget, "", "New*", contract.Any), fyneHandler, "widget/button.go:69", fyneInstead),
		on(contract.Param(fyneWidget, "*", "SetOn*", contract.Any), fyneHandler, "widget/entry_validation.go:67", fyneInstead),
		on(contract.Field(fyneWidget, "*", "*"), fyneHandler, "widget/button.go:62", fyneInstead),
		on(contract.Field(fyneContainer, "*", "*"), fyneHandler, "container/apptabs.go:25", fyneInstead),
		// Android and iOS call the file dialogs' callbacks on a thread of their own.
		on(contract.Param(fyneDialog, "", "*", contract.Any), fyneHandler, "dialog/base.go:124", fyneInstead),
		on(contract.Param(fyneDialog, "*", "SetOnClosed", 0), fyneHandler, "dialog/base.go:124", fyneInstead),
		on(contract.Param(fyneApp, "*", "SetOn*", 0).But(named(fyneApp, "Lifecycle.SetOnStopped")),
			fyneHandler, "internal/driver/glfw/window.go:718; internal/driver/glfw/loop.go:124", fyneInstead),
		last(on(contract.Param(fyneApp, "Window", "SetCloseIntercept", 0), fyneHandler, "internal/driver/glfw/window.go:243", fyneInstead)),
		on(contract.Param(fyneApp, "*", "AddShortcut", contract.Last), fyneHandler, "shortcut.go:19", fyneInstead),
		on(contract.Param(fyneDesktop, "Canvas", "SetOn*", 0), fyneHandler, "internal/driver/glfw/window.go:699", fyneInstead),
		on(contract.Param(fyneApp, "Settings", "AddListener", 0), fyneHandler, "settings.go:33", fyneInstead),
		on(contract.Param(fyneApp, "", "New*", contract.Any), fyneHandler, "animation.go:52; menu.go:63", fyneInstead),
		on(contract.Field(fyneApp, "MenuItem", "Action"), fyneHandler, "internal/driver/glfw/driver_desktop.go:159", fyneInstead), // the system tray's too
		drawn(on(contract.Field(fyneApp, "Animation", "*"), "the app's goroutine calls it for each frame", "internal/animation/runner.go:170", fyneInstead)),
		drawn(on(contract.Param(fyneCanvas, "", "New*", contract.Any), "the app's goroutine calls it for each frame", "internal/animation/runner.go:170; internal/painter/gl/texture.go:160", fyneInstead)),
		drawn(on(contract.Field(fyneCanvas, "Raster", "Generator"), fyneDrawing, "internal/painter/gl/texture.go:160", fyneInstead)),
		likely(on(contract.FuncType(fyneApp, "StringValidator"), fyneHandler, "widget/entry_validation.go:19", fyneInstead)),
	}
}

// fyneMethods are the methods that fyne calls, and the function that becomes one.
func fyneMethods() []contract.Runs {
	return []contract.Runs{
		// The data may be set on any goroutine: fyne.Do brings the news.
		on(contract.Param(fyneBinding, "", "NewDataListener", 0), fyneHandler, "data/binding/binding.go:92", fyneInstead),
		on(contract.Implements(fyneBinding, "DataListener", "DataChanged"), fyneHandler, "data/binding/binding.go:92", fyneInstead),

		drawn(on(contract.Implements(fyneApp, "CanvasObject", "*"), fyneDrawing, "container.go:185", fyneInstead)),
		on(contract.Implements(fyneApp, "Widget", "CreateRenderer"), fyneDrawing, "internal/cache/widget.go:20", fyneInstead),
		drawn(on(contract.Implements(fyneApp, "WidgetRenderer", "*"), fyneDrawing, "widget.go:17", fyneInstead)),
		drawn(on(contract.Implements(fyneApp, "Layout", "*"), fyneDrawing, "container.go:185", fyneInstead)),
		drawn(on(contract.Implements(fyneApp, "Theme", "*"), fyneDrawing, "theme/theme.go:155", fyneInstead)),
		drawn(on(contract.Implements(fyneWidget, "RichTextSegment", "*"), fyneDrawing, "widget/richtext.go:684", fyneInstead)),
		on(contract.Implements(fyneWidget, "ToolbarItem", "*"), fyneDrawing, "widget/toolbar.go:160", fyneInstead),
		on(contract.Implements(fyneApp, "*Tappable", "*"), fyneHandler, "internal/driver/glfw/window.go:581", fyneInstead),
		on(contract.Implements(fyneApp, "Draggable", "*"), fyneHandler, "internal/driver/glfw/window.go:417", fyneInstead),
		on(contract.Implements(fyneApp, "Focusable", "*"), fyneHandler, "internal/app/focus_manager.go:102", fyneInstead),
		on(contract.Implements(fyneApp, "Scrollable", "*"), fyneHandler, "internal/driver/glfw/window.go:637", fyneInstead),
		on(contract.Implements(fyneApp, "Shortcutable", "*"), fyneHandler, "internal/driver/glfw/window.go:832", fyneInstead),
		on(contract.Implements(fyneApp, "Tabbable", "*"), fyneHandler, "internal/driver/glfw/window.go:642", fyneInstead),
		on(contract.Implements(fyneApp, "Validatable", "*"), fyneHandler, "widget/form.go:344", fyneInstead),
		on(contract.Implements(fyneDesktop, "*able", "*"), fyneHandler, "internal/driver/glfw/window.go:384", fyneInstead),
		on(contract.Implements(fyneMobile, "*able", "*"), fyneHandler, "internal/driver/mobile/canvas.go:244", fyneInstead),
	}
}

// fyneCalls are the calls that hand a function over and say when it runs.
func fyneCalls() []contract.Runs {
	whether := func(r contract.Runs, wait string) contract.Runs {
		r.When = contract.When{Arg: 2, Const: wait}
		return r
	}
	return []contract.Runs{
		post(contract.Param(fyneApp, "", "Do", 0), "the app's goroutine runs it later", "thread.go:12", ""),
		unmigrated(call(contract.Param(fyneApp, "", "DoAndWait", 0), "waits until the app's goroutine has run it",
			"internal/driver/glfw/loop.go:53", "call the function directly")),
		whether(unmigrated(call(contract.Param(fyneApp, "Driver", "DoFromGoroutine", 0), "waits until the app's goroutine has run it",
			"internal/driver/glfw/loop.go:53", "call the function directly")), "true"),
		whether(post(contract.Param(fyneApp, "Driver", "DoFromGoroutine", 0), "the app's goroutine runs it later",
			"internal/driver/glfw/loop.go:55", ""), "false"),
		here(contract.Param(fyneDriver, "*", "RunNative", 0), "RunNative calls it", "internal/driver/glfw/window_x11.go:16"),
		here(contract.Param(fyneDriver, "", "RunNative", 0), "RunNative calls it", "driver/native_other.go:11"),
	}
}

// unmigrated says what comes of a wait on the loop in a program that has not
// declared the fyneDo migration: until Fyne 3, most have not.
func unmigrated(r contract.Runs) contract.Runs {
	r.Outcome = "an error in Fyne's log, and a deadlock once the program has migrated to fyne.Do"
	return likely(r)
}

// fyneBlocks does not have OpenURL, SendNotification, the clipboard and the
// setters of Preferences, which may take a while too: fyne's own widgets call
// them on the loop.
func fyneBlocks() []contract.Blocks {
	return []contract.Blocks{
		blocks(named(fyneApp, "LoadResourceFromPath"), contract.Disk, "reads a file", "resource.go:60", fyneInstead),
		blocks(named(fyneApp, "LoadResourceFromURLString"), contract.Net, "downloads it", "resource.go:71", fyneInstead),
		blocks(named(fyneCanvas, "NewImageFromURI"), contract.Net, "downloads it unless it is a file", "canvas/image.go:235", fyneInstead),
		// For an http URI, these send a request.
		blocks(named(fyneStorage, "Appender"), contract.Disk, "opens a file", "internal/repository/file.go:332", fyneInstead),
		blocks(named(fyneStorage, "Can*"), contract.Disk, "looks at a file", "internal/repository/file.go:86", fyneInstead),
		blocks(named(fyneStorage, "Copy"), contract.Disk, "copies a file", "internal/repository/file.go:270", fyneInstead),
		blocks(named(fyneStorage, "CreateListable"), contract.Disk, "makes a directory", "internal/repository/file.go:201", fyneInstead),
		blocks(named(fyneStorage, "Delete*"), contract.Disk, "deletes a file", "internal/repository/file.go:144", fyneInstead),
		blocks(named(fyneStorage, "Exists"), contract.Disk, "looks at a file", "internal/repository/file.go:65", fyneInstead),
		lasting(contract.Long, blocks(named(fyneStorage, "List"), contract.Disk, "reads a directory", "internal/repository/file.go:185", fyneInstead)),
		blocks(named(fyneStorage, "LoadResourceFromURI"), contract.Disk, "reads a file", "storage/resource.go:13", fyneInstead),
		blocks(named(fyneStorage, "Move"), contract.Disk, "moves a file", "internal/repository/file.go:261", fyneInstead),
		blocks(named(fyneStorage, "OpenFileFromURI"), contract.Disk, "opens a file", "storage/file.go:15", fyneInstead),
		blocks(named(fyneStorage, "Reader"), contract.Disk, "opens a file", "internal/repository/file.go:335", fyneInstead),
		blocks(named(fyneStorage, "SaveFileToURI"), contract.Disk, "opens a file", "storage/file.go:23", fyneInstead),
		blocks(named(fyneStorage, "Writer"), contract.Disk, "opens a file", "internal/repository/file.go:330", fyneInstead),
		lasting(contract.Long, blocks(named(fyneApp, "ListableURI.List"), contract.Disk, "reads a directory", "internal/repository/file.go:185", fyneInstead)),
		blocks(named(fyneApp, "Storage.Create"), contract.Disk, "opens a file", "internal/docs.go:45", fyneInstead),
		lasting(contract.Long, blocks(named(fyneApp, "Storage.List"), contract.Disk, "reads a directory", "internal/docs.go:55", fyneInstead)),
		blocks(named(fyneApp, "Storage.Open"), contract.Disk, "opens a file", "internal/docs.go:82", fyneInstead),
		blocks(named(fyneApp, "Storage.Remove"), contract.Disk, "deletes a file", "internal/docs.go:96", fyneInstead),
		blocks(named(fyneApp, "Storage.Save"), contract.Disk, "opens a file", "internal/docs.go:119", fyneInstead),
	}
}

func fyneOwns(o contract.Owns) contract.Owns {
	o.Fields, o.Opens = true, []contract.Symbol{named(fyneApp, "App.Run"), named(fyneApp, "Window.ShowAndRun")}
	o.Evidence = because("the app's goroutine uses it without a lock", "thread.go:13", "do it in fyne.Do")
	return o
}

// fyneOwnsParts are what a window is made of.
func fyneOwnsParts() []contract.Owns {
	return []contract.Owns{
		fyneOwns(contract.Owns{
			Type: named(fyneWidget, "*"),
			Safe: []contract.Symbol{named(fyneWidget, "New*")},
			Except: []contract.Symbol{ // values
				named(fyneWidget, "TableCellID"),
				named(fyneWidget, "TextGridCell"),
				named(fyneWidget, "TextGridRow"),
				named(fyneWidget, "*Style"),
			},
		}),
		fyneOwns(contract.Owns{
			Type: named(fyneCanvas, "*"),
			Safe: []contract.Symbol{named(fyneCanvas, "New*"), named(fyneCanvas, "RecolorSVG")},
		}),
		fyneOwns(contract.Owns{
			Type: named(fyneContainer, "*"),
			Safe: []contract.Symbol{named(fyneContainer, "New*")},
		}),
		fyneOwns(contract.Owns{Type: named(fyneApp+"/internal/widget", "Scroll")}), // container.Scroll
		fyneOwns(contract.Owns{
			Type: named(fyneDialog, "*"), // its functions too: Show* touch the window
			Safe: []contract.Symbol{named(fyneDialog, "New*")},
		}),
		// These touch the window, so a dialog of one's own is no excuse.
		fyneOwns(contract.Owns{Type: named(fyneDialog, "*Dialog.Show")}),
		fyneOwns(contract.Owns{Type: named(fyneWidget, "PopUp*.Show*")}),
	}
}

// fyneOwnsApp are the app, its windows and what stands in them.
func fyneOwnsApp() []contract.Owns {
	return []contract.Owns{
		fyneOwns(contract.Owns{Type: named(fyneApp, "CanvasObject")}),
		fyneOwns(contract.Owns{Type: named(fyneApp, "Container")}),
		fyneOwns(contract.Owns{Type: named(fyneApp, "Widget")}),
		fyneOwns(contract.Owns{Type: named(fyneApp, "OverlayStack")}),
		fyneOwns(contract.Owns{Type: named(fyneApp, "Clipboard")}), // glfw allows it on the main thread only
		fyneOwns(contract.Owns{Type: named(fyneDesktop, "Canvas")}),
		fyneOwns(contract.Owns{
			Type: named(fyneApp, "Canvas"),
			Safe: []contract.Symbol{named(fyneApp, "Canvas.*Shortcut")}, // a sync.Map (shortcut.go:8)
		}),
		fyneOwns(contract.Owns{
			Type: named(fyneApp, "Window"),
			Safe: []contract.Symbol{named(fyneApp, "Window.Canvas"), named(fyneApp, "Window.Clipboard")},
		}),
		fyneOwns(contract.Owns{
			Type: named(fyneApp, "*Menu*"),
			Safe: []contract.Symbol{named(fyneApp, "New*Menu*")},
		}),
		fyneOwns(contract.Owns{
			Type: named(fyneApp, "Settings"), // SetTheme goes through all windows
			Safe: []contract.Symbol{
				named(fyneApp, "Settings.BuildType"),
				named(fyneApp, "Settings.PrimaryColor"),
				named(fyneApp, "Settings.Scale"),
				named(fyneApp, "Settings.ShowAnimations"),
				named(fyneApp, "Settings.Theme*"),
			},
		}),
		fyneOwns(contract.Owns{Type: named(fyneApp, "App.NewWindow")}),
		fyneOwns(contract.Owns{Type: named(fyneApp, "App.Quit")}), // closes each window
	}
}

// fyneOwnsTypes are the program's own widgets, renderers and layouts, by the
// methods that fyne calls.
func fyneOwnsTypes() []contract.Owns {
	var all []contract.Owns
	for _, iface := range []string{"CanvasObject", "Widget", "WidgetRenderer", "Layout"} {
		code := contract.Implements(fyneApp, iface, "*")
		own := fyneOwns(contract.Owns{Shape: &code})
		own.Evidence = because("the app's goroutine lays it out and draws it", "container.go:185; widget.go:17", "do it in fyne.Do")
		all = append(all, own)
	}
	return all
}
