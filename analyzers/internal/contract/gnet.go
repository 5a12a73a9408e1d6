package contract

import "time"

func gnet() []Framework {
	const (
		gnet  = "github.com/panjf2000/gnet/v2"
		spawn = "submit it to a goroutine pool"
	)
	on := func(code Code, why, source string) Runs {
		return Runs{Code: code, Mode: Callback, Evidence: Evidence{why, source, spawn}}
	}
	off := func(code Code, why, source string) Runs {
		return Runs{Code: code, Mode: Spawn, Evidence: Evidence{Why: why, Source: source}}
	}

	return []Framework{{
		Name:    "gnet",
		Modules: []Module{{gnet, "v2.9.8"}},
		Loops:   []Loop{{Pool: true, Budget: time.Millisecond, Fix: "do it on a worker and answer with AsyncWrite"}}, // a gnet.Conn stays with one of them

		Runs: []Runs{
			on(Implements(gnet, "EventHandler", "OnOpen"), "an event-loop calls it for each new connection", "eventloop_unix.go:234"),
			on(Implements(gnet, "EventHandler", "OnTraffic"), "the connection's event-loop calls it when data arrives", "eventloop_unix.go:276"),
			on(Implements(gnet, "EventHandler", "OnClose"), "the connection's event-loop calls it", "eventloop_unix.go:368"),

			// OnBoot is no row: it runs where Run or Client.Start was called,
			// before there are loops (engine_unix.go:261). The other two are
			// not on an event-loop either, and run while loops do.
			off(Implements(gnet, "EventHandler", "OnTick"), "the ticker has a goroutine of its own", "engine_unix.go:129"),
			off(Implements(gnet, "EventHandler", "OnShutdown"), "the goroutine that stops the engine calls it", "engine_unix.go:202"),

			// Of UDP the caller runs it at once, with a nil Conn (connection_unix.go:506).
			on(FuncType(gnet, "AsyncCallback"), "the connection's event-loop calls it", "gnet.go:304"),

			// Run of a Runnable is no row: any Run(context.Context) error is one.
			on(FuncType(gnet, "RunnableFunc"), "an event-loop calls it", "gnet.go:379"),
			// Schedule is no row: it returns ErrUnsupportedOp (eventloop_unix.go:85).
			{Code: Param(gnet, "EventLoop", "Execute", 1), Mode: Post, Evidence: Evidence{
				"the event-loop calls it some time later", "gnet.go:408", spawn}},

			// goroutine.Pool is an alias of it.
			off(Param("github.com/panjf2000/ants/v2", "Pool", "Submit", 0), "a worker of the pool runs it", "pkg/pool/goroutine/goroutine.go:47"),
		},

		Waits: []Waits{
			{Call: Symbol{gnet, "Engine", "Stop"}, Mode: Call, Evidence: Evidence{
				"waits for the event-loops to end", "gnet.go:163", "return gnet.Shutdown"}},
			{Call: Symbol{gnet, "", "Stop"}, Mode: Call, Evidence: Evidence{
				"waits for the event-loops to end", "gnet.go:739", "return gnet.Shutdown"}},
			// Likely: the client's loops may be others than the handler's.
			{Call: Symbol{gnet, "Client", "Dial*"}, Mode: Call, Likely: true, Evidence: Evidence{
				"waits for an event-loop of the client to open the connection", "client_unix.go:288", "call EventLoop.Register"}},
			{Call: Symbol{gnet, "Client", "Enroll*"}, Mode: Call, Likely: true, Evidence: Evidence{
				"waits for an event-loop of the client to open the connection", "client_unix.go:288", "call EventLoop.Enroll"}},
			{Call: Symbol{gnet, "Client", "Stop"}, Mode: Call, Likely: true, Evidence: Evidence{
				"waits for the client's event-loops to end", "client_unix.go:166", spawn}},
		},

		Owns: []Owns{
			{
				Type: Symbol{gnet, "", "Conn"},
				Safe: []Symbol{
					{gnet, "Socket", "*"},
					{gnet, "Conn", "AsyncWrite*"},
					{gnet, "Conn", "Wake"},
					{gnet, "Conn", "Close*"},
					{gnet, "Conn", "EventLoop"},
					{gnet, "Conn", "Set*Deadline"}, // only returns ErrUnsupportedOp
				},
				Evidence: Evidence{
					"only its event-loop may use it", "gnet.go:425", "call AsyncWrite, or EventLoop().Execute"},
			},
			{
				Type: Symbol{gnet, "", "EventLoop"}, // for its Close
				Safe: []Symbol{
					{gnet, "EventLoop", "Register"},
					{gnet, "EventLoop", "Enroll"},
					{gnet, "EventLoop", "Execute"},
					{gnet, "EventLoop", "Schedule"},
				},
				Evidence: Evidence{
					"Close must be called on the connection's event-loop", "gnet.go:418", "call Conn.Close"},
			},
		},

		Borrows: []Borrows{
			{Result: Symbol{gnet, "Reader", "Next"}, Evidence: Evidence{
				"the event-loop reads the next data into the same buffer", "gnet.go:237", "copy it, or use Read"}},
			{Result: Symbol{gnet, "Reader", "Peek"}, Evidence: Evidence{ // or until Discard
				"the event-loop reads the next data into the same buffer", "gnet.go:244", "copy it, or use Read"}},
		},
	}}
}
