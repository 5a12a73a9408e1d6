package paho_test

import (
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/adapters/paho"
)

// A fake keeps the handlers that it gets.
type fake struct {
	mqtt.Client
	handlers []mqtt.MessageHandler
}

func (f *fake) Subscribe(_ string, _ byte, h mqtt.MessageHandler) mqtt.Token {
	f.handlers = append(f.handlers, h)
	return nil
}

func (f *fake) SubscribeMultiple(_ map[string]byte, h mqtt.MessageHandler) mqtt.Token {
	f.handlers = append(f.handlers, h)
	return nil
}

func (f *fake) AddRoute(_ string, h mqtt.MessageHandler) { f.handlers = append(f.handlers, h) }

func TestWatch(t *testing.T) {
	tests := []struct {
		name   string
		handle func(mqtt.Client, mqtt.Message)
		want   int
	}{
		{"quick", func(mqtt.Client, mqtt.Message) {}, 0},
		{"slow", func(mqtt.Client, mqtt.Message) { time.Sleep(time.Second) }, 1}, //loopcheck:ignore loopblock the bug that the test plants
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var found []loopcheck.Finding
			loopcheck.Run(t, func(t *loopcheck.T) {
				f := &fake{}
				c, w := paho.Watch(t, f)
				calls := 0
				count := func(got mqtt.Client, m mqtt.Message) {
					if got != c {
						t.Error("the handler got another client")
					}
					w.Check("calls")
					calls++
					test.handle(got, m)
				}
				c.Subscribe("a", 0, count)
				c.SubscribeMultiple(map[string]byte{"b": 0}, count)
				c.AddRoute("c", count)
				c.AddRoute("d", nil)
				for _, h := range f.handlers {
					if h != nil {
						h(f, nil)
					}
				}
				if calls != 3 || f.handlers[3] != nil {
					t.Errorf("%d calls, want 3; a nil handler became %v", calls, f.handlers[3] != nil)
				}
			}, loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) }))
			if len(found) != test.want {
				t.Errorf("%d findings, want %d: %v", len(found), test.want, found)
			}
			for _, f := range found {
				if f.Kind != loopcheck.SlowCallback || f.Loop != "paho" {
					t.Errorf("found %v", f)
				}
			}
		})
	}
}
