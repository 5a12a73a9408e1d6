package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

func paho() []contract.Framework {
	const (
		mqtt  = "github.com/eclipse/paho.mqtt.golang"
		spawn = "start a goroutine: go func() { … }()"
	)
	off := func(handler, why, source string) contract.Runs {
		return contract.Runs{Code: contract.FuncType(mqtt, handler), Mode: contract.Spawn, Evidence: contract.Evidence{Why: why, Source: source}}
	}
	const (
		own        = "the client calls it on a goroutine of its own"
		connecting = "the client calls it on the goroutine that connects"
	)

	return []contract.Framework{{
		Name:    "paho",
		Modules: []contract.Module{{Path: mqtt, Version: "v1.5.1"}},
		Loops:   []contract.Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine", Tolerates: []contract.Class{contract.Disk}}}, // the router

		Runs: []contract.Runs{
			{
				Code: contract.FuncType(mqtt, "MessageHandler"), Mode: contract.Callback,
				// With false each call gets a goroutine. Setting the field Order is the same, unseen.
				When: contract.When{Unless: named(mqtt, "ClientOptions.SetOrderMatters"), UnlessConst: "false"},
				Evidence: contract.Evidence{
					Why: "the router calls it and takes no other message until it returns", Source: "router.go:198", Fix: spawn},
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
		Waits: []contract.Waits{
			{Call: named(mqtt, "Token.Wait"), Mode: contract.Call, Evidence: contract.Evidence{
				Why: "waits for an answer that is read after messages which wait for this handler", Source: "net.go:224", Fix: spawn}},
			{Call: named(mqtt, "Token.WaitTimeout"), Mode: contract.Call, Likely: true, Evidence: contract.Evidence{
				Why: "waits, up to its timeout, for an answer that is read after messages which wait for this handler", Source: "net.go:224", Fix: spawn}},
			{Call: named(mqtt, "WaitTokenTimeout"), Mode: contract.Call, Likely: true, Evidence: contract.Evidence{
				Why: "waits, up to its timeout, for an answer that is read after messages which wait for this handler", Source: "token.go:218", Fix: spawn}},
			// Once the connection is lost, what takes the packets waits for
			// the router to end (client.go:666).
			{Call: named(mqtt, "Client.Publish"), Mode: contract.Rendezvous, Likely: true, Evidence: contract.Evidence{
				Why: "waits up to 30s for the client to take the packet, which a slow or lost connection delays", Source: "client.go:828", Fix: spawn}},
			{Call: named(mqtt, "Client.Subscribe*"), Mode: contract.Rendezvous, Likely: true, Evidence: contract.Evidence{
				Why: "waits up to 30s for the client to take the packet, which a slow or lost connection delays", Source: "client.go:912", Fix: spawn}},
			{Call: named(mqtt, "Client.Unsubscribe"), Mode: contract.Rendezvous, Likely: true, Evidence: contract.Evidence{
				Why: "waits up to 30s for the client to take the packet, which a slow or lost connection delays", Source: "client.go:1206", Fix: spawn}},
			{Call: named(mqtt, "Client.Disconnect"), Mode: contract.Call, Likely: true, Evidence: contract.Evidence{
				Why: "waits out its whole quiesce time, for the client stops only after this handler", Source: "client.go:499", Fix: spawn}},
		},

		Duties: []contract.Duty{
			{
				Type: named(mqtt, "Token"),
				From: []contract.Symbol{
					named(mqtt, "Client.Connect"),
					named(mqtt, "Client.Subscribe*"),
					named(mqtt, "Client.Unsubscribe"),
				},
				Met: []string{"call Wait or WaitTimeout, then Error", "receive from Done", "return it"},
				Evidence: contract.Evidence{
					Why: "only the token says whether the broker accepted", Source: "token.go:50"},
			},
			{
				Type: named(mqtt, "Token"), From: []contract.Symbol{named(mqtt, "Client.Publish")}, Strict: true,
				Met: []string{"call Wait or WaitTimeout, then Error", "receive from Done", "return it"},
				Evidence: contract.Evidence{
					Why: "only the token says whether the message was sent", Source: "token.go:50"},
			},
		},
	}}
}
