package main

import (
	"net/http"
	"time"
)

type command struct {
	name string
	run  func(work func()) error
}

var commands = []command{{
	name: "serve",
	run: func(work func()) error {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		go func() {
			for range t.C { // nope: the process ends with its command
				println()
			}
		}()
		work()
		return nil
	},
}}

// handle runs for each request.
func handle(work func()) {
	http.HandleFunc("/", func(http.ResponseWriter, *http.Request) {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		go func() {
			for range t.C { // want `this goroutine never ends: the function in handle stops the ticker \(line \d+\)`
				println()
			}
		}()
		work()
	})
}
