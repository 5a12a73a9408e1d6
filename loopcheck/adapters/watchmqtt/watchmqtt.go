// Package watchmqtt lets the test harness watch the goroutine of a Paho MQTT client
// that calls its message handlers, one after the other.
//
//	w := loopcheck.Watch(t, "mqtt")
//	client.Subscribe("readings", 1, watchmqtt.Handler(w, onReading))
//
// A handler that blocks is then a finding, with the stack while it blocks, and so are
// two that run at once: give the client a Watcher only if it keeps the order of
// messages, as it does unless SetOrderMatters(false) was called.
package watchmqtt

import (
	mqtt "github.com/eclipse/paho.mqtt.golang"

	"github.com/loopcheck/loopcheck/loopcheck"
)

// Handler returns h as a handler of the loop that w watches.
func Handler(w *loopcheck.Watcher, h mqtt.MessageHandler) mqtt.MessageHandler {
	return func(client mqtt.Client, msg mqtt.Message) {
		defer w.Begin()()
		h(client, msg)
	}
}
