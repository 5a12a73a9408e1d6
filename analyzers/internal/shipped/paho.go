package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

const (
	pahoModule = "github.com/eclipse/paho.mqtt.golang"
	pahoSpawn  = "start a goroutine: go func() { … }()"
)

func paho() []contract.Framework {
	return []contract.Framework{{
		Name:    "paho",
		Modules: []contract.Module{{Path: pahoModule, Version: "v1.5.1"}},
		Loops:   []contract.Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine", Another: contract.Net, Tolerates: []contract.Class{contract.Disk}}}, // the router
		Runs:    pahoRuns(),
		Waits:   pahoWaits(),
		Duties:  pahoDuties(),
	}}
}

func pahoRuns() []contract.Runs {
	const (
		own        = "the client calls it on a goroutine of its own"
		connecting = "the client calls it on the goroutine that connects"
	)
	message := each(on(contract.FuncType(pahoModule, "MessageHandler"),
		"the router calls it and takes no other message until it returns", "router.go:198", pahoSpawn))
	// With false each call gets a goroutine. Setting the field Order is the same, unseen.
	message.When = contract.When{Unless: named(pahoModule, "ClientOptions.SetOrderMatters"), UnlessConst: "false"}
	return []contract.Runs{
		message,
		off(contract.FuncType(pahoModule, "OnConnectHandler"), own, "client.go:635"),
		off(contract.FuncType(pahoModule, "ConnectionLostHandler"), own, "client.go:583"),
		off(contract.FuncType(pahoModule, "ConnectionNotificationHandler"), own+", or on the one that connects", "client.go:638"),
		off(contract.FuncType(pahoModule, "ReconnectHandler"), connecting, "client.go:324"),
		off(contract.FuncType(pahoModule, "ConnectionAttemptHandler"), connecting, "client.go:382"),
		off(contract.FuncType(pahoModule, "OpenConnectionFunc"), connecting, "client.go:395"),
		off(contract.FuncType(pahoModule, "CredentialsProvider"), connecting, "message.go:115"),
	}
}

// pahoWaits has no row for Connect: its token waits, the call does not
// (client.go:252). The likely ones return in the end, and at once while all is well.
func pahoWaits() []contract.Waits {
	return []contract.Waits{
		waits(contract.Call, named(pahoModule, "Token.Wait"), "waits for an answer that is read after messages which wait for this handler",
			"net.go:224", pahoSpawn),
		mayWait(contract.Call, named(pahoModule, "Token.WaitTimeout"), "waits, up to its timeout, for an answer that is read after messages which wait for this handler",
			"net.go:224", pahoSpawn),
		mayWait(contract.Call, named(pahoModule, "WaitTokenTimeout"), "waits, up to its timeout, for an answer that is read after messages which wait for this handler",
			"token.go:218", pahoSpawn),
		// Once the connection is lost, what takes the packets waits for
		// the router to end (client.go:666).
		forHalfAMinute(mayWait(contract.Rendezvous, named(pahoModule, "Client.Publish"), "waits up to 30s for the client to take the packet, which a slow or lost connection delays",
			"client.go:828", pahoSpawn)),
		forHalfAMinute(mayWait(contract.Rendezvous, named(pahoModule, "Client.Subscribe*"), "waits up to 30s for the client to take the packet, which a slow or lost connection delays",
			"client.go:912", pahoSpawn)),
		forHalfAMinute(mayWait(contract.Rendezvous, named(pahoModule, "Client.Unsubscribe"), "waits up to 30s for the client to take the packet, which a slow or lost connection delays",
			"client.go:1206", pahoSpawn)),
		mayWait(contract.Call, named(pahoModule, "Client.Disconnect"), "waits out its whole quiesce time, for the client stops only after this handler",
			"client.go:499", pahoSpawn),
	}
}

// forHalfAMinute says how long the client's own calls wait for it at most.
func forHalfAMinute(w contract.Waits) contract.Waits {
	w.Outcome = "while the connection is lost, no message is handled for up to 30s"
	return w
}

func pahoDuties() []contract.Duty {
	met := []string{"call Wait or WaitTimeout, then Error", "receive from Done", "return it"}
	return []contract.Duty{
		{
			Type: named(pahoModule, "Token"),
			From: []contract.Symbol{
				named(pahoModule, "Client.Connect"),
				named(pahoModule, "Client.Subscribe*"),
			},
			Met:      met,
			Evidence: because("only the token says whether the broker accepted", "token.go:50", ""),
		},
		{
			Type: named(pahoModule, "Token"), Met: met, Strict: true,
			From:     []contract.Symbol{named(pahoModule, "Client.Publish"), named(pahoModule, "Client.Unsubscribe")},
			Evidence: because("only the token says whether the message was sent", "token.go:50", ""),
		},
	}
}
