package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// Clients of brokers that take no more while nobody takes their results.
func brokers() []contract.Framework {
	return []contract.Framework{
		sarama("sarama", "github.com/IBM/sarama", "v1.50.2"),
		sarama("shopify", "github.com/Shopify/sarama", "v1.38.1"),
		stan(),
	}
}

// sarama hands results back on channels with room for as many as its input has: while
// they are full, it takes no message ("It is suggested that you send and read messages
// together in a single select statement").
func sarama(name, module, version string) contract.Framework {
	return contract.Framework{
		Name:    name,
		Modules: []contract.Module{{Path: module, Version: version}},
		Takes: []contract.Takes{{
			Call:     named(module, "AsyncProducer.Input"),
			From:     []contract.Symbol{named(module, "AsyncProducer.Successes"), named(module, "AsyncProducer.Errors")},
			Evidence: because("the producer takes no message while its results are full", "async_producer.go:59", "send in the select that takes the results, or on another goroutine"),
		}},
		Duties: []contract.Duty{{
			Type: named(module, "AsyncProducer"), From: []contract.Symbol{named(module, "NewAsyncProducer*")},
			Drains: []contract.Symbol{named(module, "AsyncProducer.Errors")}, Likely: true,
			Setting:  &contract.Setting{Made: named(module, "NewConfig"), Path: "Producer.Return.Errors"},
			Met:      []string{"receive from it", "set Producer.Return.Errors to false"},
			Evidence: because("the producer takes no message while they are full", "async_producer.go:34", ""),
		}},
	}
}

// stan calls the handlers of acknowledgements on the goroutine that reads them.
func stan() contract.Framework {
	const module = "github.com/nats-io/stan.go"
	return contract.Framework{
		Name:    "stan",
		Modules: []contract.Module{{Path: module, Version: "v0.10.4"}},
		Loops: []contract.Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine",
			Tolerates: []contract.Class{contract.Disk, contract.Net, contract.Chan, contract.Lock}}},
		Runs: []contract.Runs{
			each(on(contract.FuncType(module, "AckHandler"), "the goroutine that reads the acknowledgements calls it", "stan.go:780", inGoroutine)),
		},
		Waits: []contract.Waits{
			mayWait(contract.Call, named(module, "Conn.Publish"), "waits for an acknowledgement that this goroutine reads", "stan.go:797", inGoroutine),
			mayWait(contract.PostBounded, named(module, "Conn.PublishAsync"), "waits, while too many are not acknowledged, for one that this goroutine reads", "stan.go:833", inGoroutine),
		},
	}
}
