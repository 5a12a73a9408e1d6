// Package paho has twins that run as handlers of an MQTT client. The client is a
// stand-in: like paho's it calls the handlers one after the other on one goroutine.
package paho

import (
	mqtt "github.com/eclipse/paho.mqtt.golang"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

// Twins are the pairs of this folder.
var Twins = []twins.Twin{handOffInHandler, publishAndWait}

// A client delivers the messages of one topic.
type client struct {
	mqtt.Client
	watcher  *loopcheck.Watcher
	incoming chan message
	acks     chan *token
	handler  mqtt.MessageHandler
	ended    chan struct{}
}

// A message is a received message.
type message struct {
	mqtt.Message
	text string
}

func (m message) Payload() []byte { return []byte(m.text) }

// A token is done when the broker has acknowledged.
type token struct {
	mqtt.Token
	done chan struct{}
}

func (t *token) Wait() bool { <-t.done; return true }

// connect starts a client. Its loop delivers messages and completes tokens.
func connect(t *loopcheck.T) *client {
	c := &client{
		watcher:  loopcheck.Watch(t, "paho"),
		incoming: make(chan message, 8),
		acks:     make(chan *token, 8),
		ended:    make(chan struct{}),
	}
	return c
}

func (c *client) Subscribe(_ string, _ byte, h mqtt.MessageHandler) mqtt.Token {
	c.handler = h
	done := make(chan struct{})
	close(done)
	return &token{done: done}
}

func (c *client) Publish(string, byte, bool, any) mqtt.Token {
	t := &token{done: make(chan struct{})}
	c.acks <- t
	return t
}

// deliver delivers messages until there are no more.
func (c *client) deliver(t *loopcheck.T) {
	t.Go("client", func() {
		defer close(c.ended)
		for {
			select {
			case m, ok := <-c.incoming:
				if !ok {
					return
				}
				c.watcher.Handle(func() { c.handler(c, m) })
			case t := <-c.acks:
				close(t.done)
			}
		}
	})
}
