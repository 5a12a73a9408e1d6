// Package user has no comments of its own, and uses what has.
package user

import "example.com/corpus/src/loopowner/comments/hub"

func forget(h *hub.Hub, names chan string) {
	go h.Forget("a") // want `h.Forget runs off its loop: "Forget must only be called from the loop in run\(\)" \(hub.go:58\)`
	go func() {
		for name := range names {
			again(h, name)
			h.RegisterLater(name)
		}
	}()
	own := &hub.Hub{}
	go func() { h.RegisterLater(own.Name()) }()
}

func again(h *hub.Hub, name string) {
	h.Forget(name) // want `h.Forget runs off its loop: "Forget must only be called from the loop in run\(\)" \(hub.go:58\)`
}
