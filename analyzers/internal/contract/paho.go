package contract

import "time"

func paho() []Framework {
	const (
		mqtt  = "github.com/eclipse/paho.mqtt.golang"
		spawn = "start a goroutine: go func() { … }()"
	)
	off := func(handler, why, source string) Runs {
		return Runs{Code: FuncType(mqtt, handler), Mode: Spawn, Evidence: Evidence{Why: why, Source: source}}
	}
	const (
		own        = "the client calls it on a goroutine of its own"
		connecting = "the client calls it on the goroutine that connects"
	)

	return []Framework{{
		Name:    "paho",
		Modules: []Module{{mqtt, "v1.5.1"}},
		Loops:   []Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine", Tolerates: []Class{Disk}}}, // the router

		Runs: []Runs{
			{
				Code: FuncType(mqtt, "MessageHandler"), Mode: Callback,
				// With false each call gets a goroutine. Setting the field Order is the same, unseen.
				When: When{Unless: Symbol{mqtt, "ClientOptions", "SetOrderMatters"}, UnlessConst: "false"},
				Evidence: Evidence{
					"the router calls it and takes no other message until it returns", "router.go:198", spawn},
			},

			off("OnConnectHandler", own, "client.go:635"),
			off("ConnectionLostHandler", own, "client.go:583"),
			off("ConnectionNotificationHandler", own+", or on the one that connects", "client.go:638"),
			off("ReconnectHandler", connecting, "client.go:324"),
			off("ConnectionAttemptHandler", connecting, "client.go:382"),
			off("OpenConnectionFunc", connecting, "client.go:395"),
			off("CredentialsProvider", connecting, "message.go:115"),
		},

		// Connect is no row: its token waits, the call does not (client.go:252).
		//
		// The likely ones return in the end, and at once while all is well.
		Waits: []Waits{
			{Call: Symbol{mqtt, "Token", "Wait"}, Mode: Call, Evidence: Evidence{
				"waits for an answer that is read after messages which wait for this handler", "net.go:224", spawn}},
			{Call: Symbol{mqtt, "Token", "WaitTimeout"}, Mode: Call, Likely: true, Evidence: Evidence{
				"waits, up to its timeout, for an answer that is read after messages which wait for this handler", "net.go:224", spawn}},
			{Call: Symbol{mqtt, "", "WaitTokenTimeout"}, Mode: Call, Likely: true, Evidence: Evidence{
				"waits, up to its timeout, for an answer that is read after messages which wait for this handler", "token.go:218", spawn}},
			// Once the connection is lost, what takes the packets waits for
			// the router to end (client.go:666).
			{Call: Symbol{mqtt, "Client", "Publish"}, Mode: Rendezvous, Likely: true, Evidence: Evidence{
				"waits up to 30s for the client to take the packet, which a slow or lost connection delays", "client.go:828", spawn}},
			{Call: Symbol{mqtt, "Client", "Subscribe*"}, Mode: Rendezvous, Likely: true, Evidence: Evidence{
				"waits up to 30s for the client to take the packet, which a slow or lost connection delays", "client.go:912", spawn}},
			{Call: Symbol{mqtt, "Client", "Unsubscribe"}, Mode: Rendezvous, Likely: true, Evidence: Evidence{
				"waits up to 30s for the client to take the packet, which a slow or lost connection delays", "client.go:1206", spawn}},
			{Call: Symbol{mqtt, "Client", "Disconnect"}, Mode: Call, Likely: true, Evidence: Evidence{
				"waits out its whole quiesce time, for the client stops only after this handler", "client.go:499", spawn}},
		},

		Duties: []Duty{
			{
				Type: Symbol{mqtt, "", "Token"},
				From: []Symbol{
					{mqtt, "Client", "Connect"},
					{mqtt, "Client", "Subscribe*"},
					{mqtt, "Client", "Unsubscribe"},
				},
				Met: []string{"call Wait or WaitTimeout, then Error", "receive from Done", "return it"},
				Evidence: Evidence{
					Why: "only the token says whether the broker accepted", Source: "token.go:50"},
			},
			{
				Type: Symbol{mqtt, "", "Token"}, From: []Symbol{{mqtt, "Client", "Publish"}}, Strict: true,
				Met: []string{"call Wait or WaitTimeout, then Error", "receive from Done", "return it"},
				Evidence: Evidence{
					Why: "only the token says whether the message was sent", Source: "token.go:50"},
			},
		},
	}}
}
