package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

const (
	gnetModule = "github.com/panjf2000/gnet/v2"
	gnetPool   = "submit it to a goroutine pool"
)

func gnet() []contract.Framework {
	return []contract.Framework{{
		Name:    "gnet",
		Modules: []contract.Module{{Path: gnetModule, Version: "v2.9.8"}},
		Loops:   []contract.Loop{{Pool: true, Budget: time.Millisecond, Fix: "do it on a worker and answer with AsyncWrite"}}, // a gnet.Conn stays with one of them
		Runs:    gnetRuns(),
		Waits:   gnetWaits(),
		Owns:    gnetOwns(),
		Borrows: []contract.Borrows{
			{Result: named(gnetModule, "Reader.Next"), Evidence: because(
				"the event-loop reads the next data into the same buffer", "gnet.go:237", "copy it, or use Read")},
			{Result: named(gnetModule, "Reader.Peek"), Evidence: because( // or until Discard
				"the event-loop reads the next data into the same buffer", "gnet.go:244", "copy it, or use Read")},
		},
	}}
}

func gnetRuns() []contract.Runs {
	return []contract.Runs{
		on(contract.Implements(gnetModule, "EventHandler", "OnOpen"), "an event-loop calls it for each new connection", "eventloop_unix.go:234", gnetPool),
		each(on(contract.Implements(gnetModule, "EventHandler", "OnTraffic"), "the connection's event-loop calls it when data arrives", "eventloop_unix.go:276", gnetPool)),
		on(contract.Implements(gnetModule, "EventHandler", "OnClose"), "the connection's event-loop calls it", "eventloop_unix.go:368", gnetPool),

		// OnBoot is no row: it runs where Run or Client.Start was called,
		// before there are loops (engine_unix.go:261). The other two are
		// not on an event-loop either, and run while loops do.
		off(contract.Implements(gnetModule, "EventHandler", "OnTick"), "the ticker has a goroutine of its own", "engine_unix.go:129"),
		off(contract.Implements(gnetModule, "EventHandler", "OnShutdown"), "the goroutine that stops the engine calls it", "engine_unix.go:202"),

		// Of UDP the caller runs it at once, with a nil Conn (connection_unix.go:506).
		on(contract.FuncType(gnetModule, "AsyncCallback"), "the connection's event-loop calls it", "gnet.go:304", gnetPool),

		// Run of a Runnable is no row: any Run(context.Context) error is one.
		on(contract.FuncType(gnetModule, "RunnableFunc"), "an event-loop calls it", "gnet.go:379", gnetPool),
		// Schedule is no row: it returns ErrUnsupportedOp (eventloop_unix.go:85).
		post(contract.Param(gnetModule, "EventLoop", "Execute", 1), "the event-loop calls it some time later", "gnet.go:408", gnetPool),

		// goroutine.Pool is an alias of it.
		off(contract.Param("github.com/panjf2000/ants/v2", "Pool", "Submit", 0), "a worker of the pool runs it", "pkg/pool/goroutine/goroutine.go:47"),
	}
}

func gnetWaits() []contract.Waits {
	return []contract.Waits{
		waits(contract.Call, named(gnetModule, "Engine.Stop"), "waits for the event-loops to end",
			"gnet.go:163", "return gnet.Shutdown"),
		waits(contract.Call, named(gnetModule, "Stop"), "waits for the event-loops to end",
			"gnet.go:739", "return gnet.Shutdown"),
		// Likely: the client's loops may be others than the handler's.
		mayWait(contract.Call, named(gnetModule, "Client.Dial*"), "waits for an event-loop of the client to open the connection",
			"client_unix.go:288", "call EventLoop.Register"),
		mayWait(contract.Call, named(gnetModule, "Client.Enroll*"), "waits for an event-loop of the client to open the connection",
			"client_unix.go:288", "call EventLoop.Enroll"),
		mayWait(contract.Call, named(gnetModule, "Client.Stop"), "waits for the client's event-loops to end",
			"client_unix.go:166", gnetPool),
	}
}

func gnetOwns() []contract.Owns {
	return []contract.Owns{
		{
			Type: named(gnetModule, "Conn"),
			Safe: []contract.Symbol{
				named(gnetModule, "Socket.*"),
				named(gnetModule, "Conn.AsyncWrite*"),
				named(gnetModule, "Conn.Wake"),
				named(gnetModule, "Conn.Close*"),
				named(gnetModule, "Conn.EventLoop"),
				named(gnetModule, "Conn.Set*Deadline"), // only returns ErrUnsupportedOp
			},
			Evidence: because("only its event-loop may use it",
				"gnet.go:425", "call AsyncWrite, or EventLoop().Execute"),
		},
		{
			Type: named(gnetModule, "EventLoop"), // for its Close
			Safe: []contract.Symbol{
				named(gnetModule, "EventLoop.Register"),
				named(gnetModule, "EventLoop.Enroll"),
				named(gnetModule, "EventLoop.Execute"),
				named(gnetModule, "EventLoop.Schedule"),
			},
			Evidence: because("Close must be called on the connection's event-loop",
				"gnet.go:418", "call Conn.Close"),
		},
	}
}
