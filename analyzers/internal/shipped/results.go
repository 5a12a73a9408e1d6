package shipped

import "github.com/loopcheck/loopcheck/analyzers/internal/contract"

// Libraries whose calls return what somebody must see to: a channel to receive from, a
// function to call once, an answer to ask for.
func results() []contract.Framework {
	return []contract.Framework{jetstream(), k6(), ssh()}
}

// jetstream sends a message and answers later. Who waits for all of them, or has a
// handler of their errors, need not ask each; who is handed a client may have either
// elsewhere.
func jetstream() contract.Framework {
	const (
		module = "github.com/nats-io/nats.go"
		pkg    = module + "/jetstream"
	)
	future := func(pkg, source string, forAll ...contract.Symbol) contract.Duty {
		return contract.Duty{
			Type: named(pkg, "PubAckFuture"), ForAll: forAll, Strict: true,
			Met:      []string{"receive from its Ok and Err", "wait for PublishAsyncComplete"},
			Evidence: because("only the future says whether the server has the message", source, ""),
		}
	}
	return contract.Framework{
		Name:    "jetstream",
		Modules: []contract.Module{{Path: module, Version: "v1.55.0"}},
		Duties: []contract.Duty{
			future(module, "js.go:646", named(module, "JetStream.PublishAsyncComplete"), named(module, "PublishAsyncErrHandler")),
			future(pkg, "jetstream/publish.go:74", named(pkg, "Publisher.PublishAsyncComplete"), named(pkg, "WithPublishAsyncErrHandler")),
		},
	}
}

// k6 runs a script's iteration until each callback that was registered has been handed
// over ("it is *mandatory* ... and it must be called exactly once").
func k6() contract.Framework {
	const module = "go.k6.io/k6"
	return contract.Framework{
		Name:    "k6",
		Modules: []contract.Module{{Path: module, Version: "v1.8.1"}},
		Duties: []contract.Duty{{
			From: []contract.Symbol{named(module+"/js/modules", "VU.RegisterCallback"), named(module+"/js/eventloop", "EventLoop.RegisterCallback")}, Once: true,
			Met:      []string{"call it exactly once", "hand it on"},
			Evidence: because("the iteration waits for it, and a second call panics", "js/eventloop/eventloop.go:76", "call it"),
		}},
	}
}

// ssh hands requests and channels on without a way out: its queues have room for 16.
// Whoever takes no requests of one channel mostly closes it soon.
func ssh() contract.Framework {
	const (
		module = "golang.org/x/crypto"
		pkg    = module + "/ssh"
	)
	drained := []string{"pass it to ssh.DiscardRequests", "receive from it"}
	return contract.Framework{
		Name:    "ssh",
		Modules: []contract.Module{{Path: module, Version: "v0.59.0"}},
		Duties: []contract.Duty{
			{
				From: []contract.Symbol{named(pkg, "NewServerConn"), named(pkg, "NewClientConn"), named(pkg, "NewControlClientConn")}, Likely: true,
				Met:      drained,
				Evidence: because("the connection hangs once 16 wait there, keep-alives among them", "ssh/server.go:351", ""),
			},
			{
				From: []contract.Symbol{named(pkg, "NewChannel.Accept"), named(pkg, "Conn.OpenChannel")}, Strict: true,
				Met:      drained,
				Evidence: because("the connection hangs once 16 wait there", "ssh/connection.go:61", ""),
			},
		},
	}
}
