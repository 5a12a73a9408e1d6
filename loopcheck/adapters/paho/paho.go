// Package paho lets the loopcheck harness watch the message handlers of an MQTT
// client, which run one after the other unless the client was told otherwise
// (ClientOptions.SetOrderMatters): one that waits keeps all the others waiting.
package paho

import (
	"testing"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"github.com/loopcheck/loopcheck/loopcheck"
)

// Watch returns a client that does what c does, and whose message handlers are
// handlers of a loop called "paho": see [loopcheck.Watcher]. Handlers are given the
// watched client, too. The default handler of the options is not watched; make it
// with [Handler].
func Watch(tb testing.TB, c mqtt.Client, opts ...loopcheck.Option) (mqtt.Client, *loopcheck.Watcher) {
	tb.Helper()
	w := loopcheck.Watch(tb, "paho", opts...)
	return &client{c, w}, w
}

// Handler returns a message handler that does what h does, watched by w.
func Handler(w *loopcheck.Watcher, h mqtt.MessageHandler) mqtt.MessageHandler {
	if h == nil {
		return nil
	}
	return func(c mqtt.Client, m mqtt.Message) {
		defer w.BeginFunc(h)()
		h(c, m)
	}
}

// A client is a watched client.
type client struct {
	mqtt.Client
	watcher *loopcheck.Watcher
}

func (c *client) Subscribe(topic string, qos byte, h mqtt.MessageHandler) mqtt.Token {
	return c.Client.Subscribe(topic, qos, c.handler(h))
}

func (c *client) SubscribeMultiple(filters map[string]byte, h mqtt.MessageHandler) mqtt.Token {
	return c.Client.SubscribeMultiple(filters, c.handler(h))
}

func (c *client) AddRoute(topic string, h mqtt.MessageHandler) {
	c.Client.AddRoute(topic, c.handler(h))
}

// handler watches h, and hands it the watched client.
func (c *client) handler(h mqtt.MessageHandler) mqtt.MessageHandler {
	if h == nil {
		return nil
	}
	watched := Handler(c.watcher, h)
	return func(_ mqtt.Client, m mqtt.Message) { watched(c, m) }
}
