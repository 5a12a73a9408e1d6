package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

const (
	chromedpModule = "github.com/chromedp/chromedp"
	chromedpSpawn  = "start a goroutine: go func() { … }()"
)

// chromedp reads a target's messages on one goroutine: it calls the listeners there,
// and what it reads there are the answers as well ("any Actions must be run via a
// separate goroutine", chromedp.go:811).
func chromedp() []contract.Framework {
	const answered = "waits for an answer that this goroutine reads"
	action := func(call contract.Symbol, source string) contract.Waits { // it may be of another target
		return mayWait(contract.Call, call, answered, source, chromedpSpawn)
	}
	listener := func(name, source string) contract.Runs {
		return each(on(contract.Param(chromedpModule, "", name, 1), "the goroutine that reads the browser's messages calls it", source, chromedpSpawn))
	}
	return []contract.Framework{{
		Name:    "chromedp",
		Modules: []contract.Module{{Path: chromedpModule, Version: "v0.13.6"}},
		Loops: []contract.Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine",
			Tolerates: []contract.Class{contract.Disk, contract.Chan, contract.Lock}}},
		Runs: []contract.Runs{
			listener("ListenTarget", "chromedp.go:815"),
			listener("ListenBrowser", "chromedp.go:792"),
		},
		Waits: []contract.Waits{
			action(named(chromedpModule, "Run"), "target.go:208"),
			action(named(chromedpModule, "RunResponse"), "target.go:208"),
			action(named("github.com/chromedp/cdproto/*", "*.Do"), "target.go:208"),
		},
	}}
}
