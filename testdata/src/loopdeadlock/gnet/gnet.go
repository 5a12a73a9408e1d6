// Package gnet waits for its event loops on its event loops.
package gnet

import (
	"context"
	"net"
	"time"

	"github.com/panjf2000/gnet/v2"
)

// A proxy dials out and stops where it must not.
type proxy struct {
	gnet.BuiltinEventEngine
	engine gnet.Engine
	client *gnet.Client
}

func (p *proxy) OnTraffic(c gnet.Conn) gnet.Action {
	upstream, err := p.client.Dial("tcp", "example.com:80") // want "p.client.Dial waits for the gnet loop"
	if err != nil {
		return gnet.Close
	}
	c.SetContext(upstream)
	return gnet.None
}

func (p *proxy) OnClose(c gnet.Conn, err error) gnet.Action {
	if err != nil {
		p.stop()
	}
	return gnet.None
}

func (p *proxy) stop() {
	p.engine.Stop(context.Background()) // want "p.engine.Stop waits for the gnet loop"
}

func (p *proxy) OnOpen(c gnet.Conn) ([]byte, gnet.Action) {
	c.AsyncWrite([]byte("hello\n"), func(c gnet.Conn, err error) error {
		_, err = p.client.DialContext("tcp", "example.com:80", nil) // want "waits for the gnet loop"
		return err
	})
	return nil, gnet.None
}

// A pair joins two connections, and waits for each of its loops.
type pair struct {
	gnet.BuiltinEventEngine
	client *gnet.Client
	peer   net.Conn
}

func (p *pair) OnOpen(c gnet.Conn) ([]byte, gnet.Action) {
	if _, err := p.client.EnrollContext(p.peer, c); err != nil { // want "waits for the gnet loop"
		return nil, gnet.Close
	}
	return nil, gnet.None
}

func (p *pair) OnClose(c gnet.Conn, err error) gnet.Action {
	p.client.Stop() // want "waits for the gnet loop"
	return gnet.None
}

// A relay does the same without waiting.
type relay struct {
	gnet.BuiltinEventEngine
	engine gnet.Engine
	client *gnet.Client
}

func (r *relay) OnTraffic(c gnet.Conn) gnet.Action {
	go func() {
		upstream, err := r.client.Dial("tcp", "example.com:80")
		if err == nil {
			upstream.AsyncWrite([]byte("hello\n"), nil)
		}
	}()
	c.Wake(nil)
	return gnet.None
}

// The action asks the engine to shut down.
func (r *relay) OnOpen(c gnet.Conn) ([]byte, gnet.Action) {
	return []byte("closing\n"), gnet.Shutdown
}

// OnTick has a goroutine of its own.
func (r *relay) OnTick() (time.Duration, gnet.Action) {
	if r.engine.CountConnections() == 0 {
		r.engine.Stop(context.Background())
	}
	return time.Second, gnet.None
}

func (r *relay) OnClose(c gnet.Conn, err error) gnet.Action {
	go r.engine.Stop(context.Background())
	return gnet.None
}

// stopFromMain waits on no loop.
func stopFromMain(r *relay, interrupted <-chan struct{}) error {
	<-interrupted
	if _, err := r.client.Dial("tcp", "example.com:80"); err != nil {
		return err
	}
	return r.engine.Stop(context.Background())
}
