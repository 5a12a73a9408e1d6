package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

func gnet() []contract.Framework {
	const (
		gnet  = "github.com/panjf2000/gnet/v2"
		spawn = "submit it to a goroutine pool"
	)
	on := func(code contract.Code, why, source string) contract.Runs {
		return contract.Runs{Code: code, Mode: contract.Callback, Evidence: contract.Evidence{Why: why, Source: source, Fix: spawn}}
	}
	off := func(code contract.Code, why, source string) contract.Runs {
		return contract.Runs{Code: code, Mode: contract.Spawn, Evidence: contract.Evidence{Why: why, Source: source}}
	}

	return []contract.Framework{{
		Name:    "gnet",
		Modules: []contract.Module{{Path: gnet, Version: "v2.9.8"}},
		Loops:   []contract.Loop{{Pool: true, Budget: time.Millisecond, Fix: "do it on a worker and answer with AsyncWrite"}}, // a gnet.Conn stays with one of them

		Runs: []contract.Runs{
			on(contract.Implements(gnet, "EventHandler", "OnOpen"), "an event-loop calls it for each new connection", "eventloop_unix.go:234"),
			on(contract.Implements(gnet, "EventHandler", "OnTraffic"), "the connection's event-loop calls it when data arrives", "eventloop_unix.go:276"),
			on(contract.Implements(gnet, "EventHandler", "OnClose"), "the connection's event-loop calls it", "eventloop_unix.go:368"),

			// OnBoot is no row: it runs where Run or Client.Start was called,
			// before there are loops (engine_unix.go:261). The other two are
			// not on an event-loop either, and run while loops do.
			off(contract.Implements(gnet, "EventHandler", "OnTick"), "the ticker has a goroutine of its own", "engine_unix.go:129"),
			off(contract.Implements(gnet, "EventHandler", "OnShutdown"), "the goroutine that stops the engine calls it", "engine_unix.go:202"),

			// Of UDP the caller runs it at once, with a nil Conn (connection_unix.go:506).
			on(contract.FuncType(gnet, "AsyncCallback"), "the connection's event-loop calls it", "gnet.go:304"),

			// Run of a Runnable is no row: any Run(context.Context) error is one.
			on(contract.FuncType(gnet, "RunnableFunc"), "an event-loop calls it", "gnet.go:379"),
			// Schedule is no row: it returns ErrUnsupportedOp (eventloop_unix.go:85).
			{Code: contract.Param(gnet, "EventLoop", "Execute", 1), Mode: contract.Post, Evidence: contract.Evidence{
				Why: "the event-loop calls it some time later", Source: "gnet.go:408", Fix: spawn}},

			// goroutine.Pool is an alias of it.
			off(contract.Param("github.com/panjf2000/ants/v2", "Pool", "Submit", 0), "a worker of the pool runs it", "pkg/pool/goroutine/goroutine.go:47"),
		},

		Waits: []contract.Waits{
			{Call: named(gnet, "Engine.Stop"), Mode: contract.Call, Evidence: contract.Evidence{
				Why: "waits for the event-loops to end", Source: "gnet.go:163", Fix: "return gnet.Shutdown"}},
			{Call: named(gnet, "Stop"), Mode: contract.Call, Evidence: contract.Evidence{
				Why: "waits for the event-loops to end", Source: "gnet.go:739", Fix: "return gnet.Shutdown"}},
			// Likely: the client's loops may be others than the handler's.
			{Call: named(gnet, "Client.Dial*"), Mode: contract.Call, Likely: true, Evidence: contract.Evidence{
				Why: "waits for an event-loop of the client to open the connection", Source: "client_unix.go:288", Fix: "call EventLoop.Register"}},
			{Call: named(gnet, "Client.Enroll*"), Mode: contract.Call, Likely: true, Evidence: contract.Evidence{
				Why: "waits for an event-loop of the client to open the connection", Source: "client_unix.go:288", Fix: "call EventLoop.Enroll"}},
			{Call: named(gnet, "Client.Stop"), Mode: contract.Call, Likely: true, Evidence: contract.Evidence{
				Why: "waits for the client's event-loops to end", Source: "client_unix.go:166", Fix: spawn}},
		},

		Owns: []contract.Owns{
			{
				Type: named(gnet, "Conn"),
				Safe: []contract.Symbol{
					named(gnet, "Socket.*"),
					named(gnet, "Conn.AsyncWrite*"),
					named(gnet, "Conn.Wake"),
					named(gnet, "Conn.Close*"),
					named(gnet, "Conn.EventLoop"),
					named(gnet, "Conn.Set*Deadline"), // only returns ErrUnsupportedOp
				},
				Evidence: contract.Evidence{
					Why: "only its event-loop may use it", Source: "gnet.go:425", Fix: "call AsyncWrite, or EventLoop().Execute"},
			},
			{
				Type: named(gnet, "EventLoop"), // for its Close
				Safe: []contract.Symbol{
					named(gnet, "EventLoop.Register"),
					named(gnet, "EventLoop.Enroll"),
					named(gnet, "EventLoop.Execute"),
					named(gnet, "EventLoop.Schedule"),
				},
				Evidence: contract.Evidence{
					Why: "Close must be called on the connection's event-loop", Source: "gnet.go:418", Fix: "call Conn.Close"},
			},
		},

		Borrows: []contract.Borrows{
			{Result: named(gnet, "Reader.Next"), Evidence: contract.Evidence{
				Why: "the event-loop reads the next data into the same buffer", Source: "gnet.go:237", Fix: "copy it, or use Read"}},
			{Result: named(gnet, "Reader.Peek"), Evidence: contract.Evidence{ // or until Discard
				Why: "the event-loop reads the next data into the same buffer", Source: "gnet.go:244", Fix: "copy it, or use Read"}},
		},
	}}
}
