package gnet

import (
	"github.com/panjf2000/gnet/v2"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var dialInCallback = twins.Twin{
	File:    "dial_in_callback",
	Bug:     "the callback of a write dials again, and dialling waits for the loop that calls back",
	Retells: "apache/inlong, pull/10674",
	Rule:    "loopdeadlock",
	Kind:    loopcheck.Deadlock,
	Buggy: func(t *loopcheck.T) {
		e := start(t)
		ended := make(chan struct{})
		send(e, &conn{engine: e}, ended)
		<-ended
		e.stop()
	},
	Fixed: func(t *loopcheck.T) {
		e := start(t)
		ended := make(chan struct{})
		sendAndDialBeside(e, &conn{engine: e}, ended)
		<-ended
		e.stop()
	},
}

func send(e *engine, c gnet.Conn, ended chan struct{}) {
	c.AsyncWrite([]byte("batch"), func(gnet.Conn, error) error {
		e.dial()
		close(ended)
		return nil
	})
}

// The fixed twin.

func sendAndDialBeside(e *engine, c gnet.Conn, ended chan struct{}) {
	c.AsyncWrite([]byte("batch"), func(gnet.Conn, error) error {
		go func() {
			defer close(ended)
			e.dial()
		}()
		return nil
	})
}
