package ruletest

import _ "embed"

// The stubs have what tests use of a framework, with its names and signatures.
// The contracts bind to them as they do to the real packages, which the corpus
// is for.
var (
	// Tea is a stub of bubbletea v2.
	//
	//go:embed stubs/tea.txtar
	Tea string

	// Tview is a stub of tview.
	//
	//go:embed stubs/tview.txtar
	Tview string

	// Paho is a stub of the MQTT client.
	//
	//go:embed stubs/paho.txtar
	Paho string

	// Gnet is a stub of the network framework's connections.
	//
	//go:embed stubs/gnet.txtar
	Gnet string

	// Handlers has stubs of libraries that call handlers on a goroutine, or under a
	// lock, that their own methods wait for.
	//
	//go:embed stubs/handlers.txtar
	Handlers string
)
