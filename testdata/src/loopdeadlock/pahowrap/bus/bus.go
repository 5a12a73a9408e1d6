// Package bus hides the broker from the rest of the program.
package bus

import (
	"encoding/json"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// A Bus publishes values as JSON.
type Bus struct{ client mqtt.Client }

// New returns a bus on client.
func New(client mqtt.Client) *Bus { return &Bus{client} }

// Publish publishes v and waits until the broker has it.
func (b *Bus) Publish(topic string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return b.send(topic, body)
}

func (b *Bus) send(topic string, body []byte) error {
	token := b.client.Publish(topic, 1, false, body)
	token.Wait()
	return token.Error()
}

// Post publishes v and does not wait.
func (b *Bus) Post(topic string, v any) {
	go b.Publish(topic, v)
}

// Handle calls f with each message of the topic.
func (b *Bus) Handle(topic string, f func(body []byte)) {
	b.client.AddRoute(topic, func(client mqtt.Client, msg mqtt.Message) { f(msg.Payload()) })
}
