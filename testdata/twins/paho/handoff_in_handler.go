package paho

import (
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var handOffInHandler = twins.Twin{
	File:    "handoff_in_handler",
	Bug:     "a message handler hands over to a worker and waits until it has time",
	Retells: "brocaar/chirpstack-network-server, pull/564",
	Rule:    "loopblock",
	Kind:    loopcheck.SlowCallback,
	Buggy: func(t *loopcheck.T) {
		b := &backend{events: make(chan string)}
		c := connect(t)
		b.subscribe(c)
		b.play(t, c)
	},
	Fixed: func(t *loopcheck.T) {
		b := &backend{events: make(chan string)}
		c := connect(t)
		b.subscribeBeside(c)
		b.play(t, c)
	},
}

// play delivers two messages to a worker that takes a second for each.
func (b *backend) play(t *loopcheck.T, c *client) {
	t.Go("worker", func() {
		for range 2 {
			<-b.events
			time.Sleep(time.Second)
		}
	})
	c.deliver(t)
	c.incoming <- message{text: "one"}
	c.incoming <- message{text: "two"}
	close(c.incoming)
	<-c.ended
	time.Sleep(time.Minute)
}

type backend struct{ events chan string }

func (b *backend) subscribe(c mqtt.Client) {
	c.Subscribe("up/#", 0, b.handle).Wait()
}

func (b *backend) handle(_ mqtt.Client, m mqtt.Message) {
	b.events <- string(m.Payload())
}

// The fixed twin.

func (b *backend) subscribeBeside(c mqtt.Client) {
	c.Subscribe("up/#", 0, func(_ mqtt.Client, m mqtt.Message) {
		text := string(m.Payload())
		go func() { b.events <- text }()
	}).Wait()
}
