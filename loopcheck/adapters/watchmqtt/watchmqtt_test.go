package watchmqtt_test

import (
	"strings"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/adapters/watchmqtt"
)

// A client delivers messages to its handlers on one goroutine, as Paho's does.
type client struct {
	mqtt.Client
	messages chan mqtt.Message
	handler  mqtt.MessageHandler
}

func (c *client) deliver() {
	for msg := range c.messages {
		c.handler(c, msg)
	}
}

// receive delivers n messages to a handler, in a bubble, and returns what was found.
func receive(t *testing.T, n int, handler mqtt.MessageHandler) []loopcheck.Finding {
	var found []loopcheck.Finding
	loopcheck.Run(t, func(t *loopcheck.T) {
		w := loopcheck.Watch(t, "mqtt")
		c := &client{messages: make(chan mqtt.Message), handler: watchmqtt.Handler(w, handler)}
		go c.deliver()
		for range n {
			c.messages <- nil
		}
		close(c.messages)
		t.Wait()
		time.Sleep(time.Minute) // so that whatever a handler started ends
	}, loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) }))
	return found
}

//loopcheck:ignore loopblock the bug that the test plants
func wait() { time.Sleep(time.Second) }

func TestHandlerThatBlocks(t *testing.T) {
	found := receive(t, 2, func(mqtt.Client, mqtt.Message) { wait() })
	if len(found) != 1 || found[0].Kind != loopcheck.SlowCallback {
		t.Fatalf("found %v", found)
	}
	f := found[0]
	if f.Loop != "mqtt" || f.Rule != "loopblock" || !strings.Contains(f.Stack.String(), "watchmqtt_test.wait") {
		t.Errorf("found %v", f)
	}
}

func TestHandlerThatStartsAGoroutine(t *testing.T) {
	handled := 0
	found := receive(t, 3, func(mqtt.Client, mqtt.Message) {
		handled++
		go wait()
	})
	if len(found) > 0 {
		t.Errorf("found %v", found)
	}
	if handled != 3 {
		t.Errorf("%d of 3 messages came through", handled)
	}
}
