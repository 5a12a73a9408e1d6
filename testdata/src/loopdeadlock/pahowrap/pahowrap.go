// Package pahowrap waits for the broker in handlers, through another package's wrapper of both.
package pahowrap

import (
	"log"

	"example.com/corpus/src/loopdeadlock/pahowrap/bus"
	mqtt "github.com/eclipse/paho.mqtt.golang"
)

type service struct{ bus *bus.Bus }

func (s *service) onPing(client mqtt.Client, msg mqtt.Message) {
	s.answer("pong")
}

func (s *service) answer(text string) {
	// Whether the bus speaks to the client that calls onPing, nobody says here.
	//loopcheck:ignore loopblock the network keeps it
	if err := s.bus.Publish("answers", text); err != nil {
		log.Print(err)
	}
}

func (s *service) start(client mqtt.Client) {
	client.AddRoute("pings", s.onPing)
	client.AddRoute("quiet", s.postsDoNotWait)
	s.bus.Handle("wrapped", func(body []byte) {
		s.bus.Publish("echo", body) // want "s.bus.Publish waits for the paho loop"
	})
	if err := s.bus.Publish("status", "online"); err != nil {
		log.Print(err)
	}
}

func (s *service) postsDoNotWait(client mqtt.Client, msg mqtt.Message) {
	s.bus.Post("seen", msg.Topic())
	go s.answer("later")
}
