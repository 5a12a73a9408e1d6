package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

const (
	ebitenModule  = "github.com/hajimehoshi/ebiten/v2"
	ebitenInstead = "do it in a goroutine and let Update take the result from a channel"
)

// ebiten calls a game's methods on one goroutine ("game's functions are called on the same
// goroutine", run.go:213), 60 times a second. It has no hand-off: a program's goroutines
// send to a channel that Update looks into.
func ebiten() []contract.Framework {
	calls := func(iface, method, source string) contract.Runs {
		return drawn(on(contract.Implements(ebitenModule, iface, method), "the game loop calls it for each tick or frame", source, ebitenInstead))
	}
	own := func(iface, method string) contract.Owns {
		code := contract.Implements(ebitenModule, iface, method)
		return contract.Owns{Shape: &code, Opens: ebitenOpens(),
			Evidence: because("the game loop updates and draws it", "run.go:213", "send it to a channel that Update takes it from")}
	}
	runGame := func(name, source string) contract.Waits {
		return waits(contract.Call, named(ebitenModule, name), "runs the game until it ends", source, "drop it: the game already runs")
	}
	return []contract.Framework{{
		Name:    "ebiten",
		Modules: []contract.Module{{Path: ebitenModule, Version: "v2.8.8"}},
		Loops:   []contract.Loop{{Budget: 16 * time.Millisecond, Fix: ebitenInstead}}, // a tick (run.go:36)
		Runs: []contract.Runs{
			calls("Game", "Update", "run.go:31"),
			calls("Game", "Draw", "run.go:59"),
			calls("Game", "Layout", "run.go:67"),
			calls("LayoutFer", "LayoutF", "run.go:100"),
			calls("FinalScreenDrawer", "DrawFinalScreen", "run.go:131"),
		},
		Waits: []contract.Waits{runGame("RunGame", "run.go:234"), runGame("RunGameWithOptions", "run.go:302")},
		Owns:  []contract.Owns{own("Game", "*")},
	}}
}

// ebitenOpens: a goroutine that runs a game is the loop until it ends, and owned the game
// before.
func ebitenOpens() []contract.Symbol {
	return []contract.Symbol{named(ebitenModule, "RunGame*")}
}
