package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

const (
	gocuiModule  = "github.com/awesome-gocui/gocui"
	gocuiInstead = "do it in a goroutine and come back with Update"
)

// gocui runs its managers, key bindings and editors in MainLoop ("Views can only be created,
// destroyed or updated in three ways: from the Layout function within managers, from
// keybinding callbacks or via *Gui.Update()", doc.go:75).
func gocui() []contract.Framework {
	own := func(iface, method, source string) contract.Owns {
		code := contract.Implements(gocuiModule, iface, method)
		return contract.Owns{Shape: &code, Opens: gocuiOpens(),
			Evidence: because("MainLoop lays it out and calls its handlers", source, "do it in Update")}
	}
	return []contract.Framework{{
		Name:    "gocui",
		Modules: []contract.Module{{Path: gocuiModule, Version: "v1.1.0"}},
		Forks:   []contract.Fork{{Path: "github.com/jroimartin/gocui", Of: gocuiModule}},
		Loops:   []contract.Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine and show the result with Update"}},
		Runs: []contract.Runs{
			drawn(on(contract.Implements(gocuiModule, "Manager", "Layout"), "MainLoop calls it for each redraw", "gui.go:582", gocuiInstead)),
			drawn(on(contract.Param(gocuiModule, "Gui", "SetManagerFunc", 0), "MainLoop calls it for each redraw", "gui.go:582", gocuiInstead)),
			on(contract.Param(gocuiModule, "Gui", "SetKeybinding", contract.Last), "MainLoop calls it for each key", "gui.go:947", gocuiInstead),
			on(contract.Implements(gocuiModule, "Editor", "Edit"), "MainLoop calls it for each key", "gui.go:890", gocuiInstead),
			post(contract.Param(gocuiModule, "Gui", "Update*", 0), "MainLoop calls it", "gui.go:429", "change the views directly: this already runs in MainLoop"),
		},
		Waits: []contract.Waits{
			waits(contract.Call, named(gocuiModule, "Gui.MainLoop"), "handles events until somebody quits", "gui.go:476", "drop it: MainLoop already runs"),
			mayWait(contract.PostBounded, named(gocuiModule, "Gui.UpdateAsync"), "sends to a queue of 20 that only MainLoop empties", "gui.go:436", "call Update, which sends in a goroutine"),
		},
		Owns: []contract.Owns{
			{
				Type:  named(gocuiModule, "View"),
				Safe:  []contract.Symbol{named(gocuiModule, "View.Name")},
				Opens: gocuiOpens(), Fields: true,
				Evidence: because("MainLoop draws it", "doc.go:75", "do it in Update"),
			},
			{
				Type: named(gocuiModule, "Gui"),
				Safe: []contract.Symbol{
					named(gocuiModule, "NewGui"),
					named(gocuiModule, "Gui.Close"),
					named(gocuiModule, "Gui.MainLoop"),
					named(gocuiModule, "Gui.Size"),
					named(gocuiModule, "Gui.Update*"),
				},
				Opens:    gocuiOpens(),
				Evidence: because("MainLoop reads its views and key bindings without a lock", "doc.go:75", "do it in Update"),
			},
			own("Manager", "Layout", "gui.go:582"),
		},
	}}
}

func gocuiOpens() []contract.Symbol { return []contract.Symbol{named(gocuiModule, "Gui.MainLoop")} }
