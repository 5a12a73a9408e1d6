package handwritten

import (
	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var sendsToItself = twins.Twin{
	File:    "sends_to_itself",
	Bug:     "the hub sends to its own unbuffered channel",
	Retells: "tinode/chat, pull/314",
	Rule:    "loopdeadlock",
	Kind:    loopcheck.Deadlock,
	Buggy: func(t *loopcheck.T) {
		h := newHub(loopcheck.Watch(t, "hub"))
		go h.run()
		h.join <- "group"
		h.join <- "other"
	},
	Fixed: func(t *loopcheck.T) {
		h := newQuietHub(loopcheck.Watch(t, "hub"))
		go h.run()
		h.join <- "group"
		h.join <- "other"
		close(h.join)
	},
}

// A hub keeps the members of topics. It is owned by run.
type hub struct {
	join    chan string
	topics  map[string]int
	watcher *loopcheck.Watcher
}

func newHub(w *loopcheck.Watcher) *hub {
	return &hub{join: make(chan string), topics: make(map[string]int), watcher: w}
}

func (h *hub) run() {
	for topic := range h.join {
		h.watcher.Handle(func() { h.add(topic) })
	}
}

func (h *hub) add(topic string) {
	h.topics[topic]++
	if topic == "group" {
		h.join <- "members of " + topic
	}
}

// The fixed twin.

// A quietHub does at once what a hub tells itself to do.
type quietHub struct {
	join    chan string
	topics  map[string]int
	watcher *loopcheck.Watcher
}

func newQuietHub(w *loopcheck.Watcher) *quietHub {
	return &quietHub{join: make(chan string), topics: make(map[string]int), watcher: w}
}

func (h *quietHub) run() {
	for topic := range h.join {
		h.watcher.Handle(func() { h.add(topic) })
	}
}

func (h *quietHub) add(topic string) {
	h.topics[topic]++
	if topic == "group" {
		h.topics["members of "+topic]++
	}
}
