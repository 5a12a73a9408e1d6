package paho

import (
	mqtt "github.com/eclipse/paho.mqtt.golang"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var publishAndWait = twins.Twin{
	File: "publish_and_wait",
	Bug:  "a message handler publishes and waits for the broker, whose answer comes after the handler",
	Rule: "loopdeadlock",
	Kind: loopcheck.Deadlock,
	Buggy: func(t *loopcheck.T) {
		c := connect(t)
		c.Subscribe("ping", 1, pong).Wait()
		c.deliver(t)
		c.incoming <- message{text: "ping"}
		close(c.incoming)
		<-c.ended
	},
	Fixed: func(t *loopcheck.T) {
		c := connect(t)
		c.Subscribe("ping", 1, pongBeside).Wait()
		c.deliver(t)
		c.incoming <- message{text: "ping"}
		t.Wait()
		close(c.incoming)
		<-c.ended
	},
}

func pong(c mqtt.Client, m mqtt.Message) {
	c.Publish("pong", 1, false, m.Payload()).Wait()
}

// The fixed twin.

func pongBeside(c mqtt.Client, m mqtt.Message) {
	text := m.Payload()
	go func() { c.Publish("pong", 1, false, text).Wait() }()
}
