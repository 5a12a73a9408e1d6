package duty

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestOnce: a function that must be called exactly once is, on each way, by whoever has it.
func TestOnce(t *testing.T) {
	const header = `
-- example.com/a/a.go --
package a
import "go.k6.io/k6/js/modules"
func work() error { return nil }
`
	tests := []struct{ name, src, want string }{
		{"never", `func f(vu modules.VU) { vu.RegisterCallback(); _ = vu.RegisterCallback() }`, `
			f: vu.RegisterCallback 0
			f: vu.RegisterCallback 0`},
		{"an early return", `func f(vu modules.VU, bad bool) {
			back := vu.RegisterCallback()
			if bad {
				return
			}
			back(work)
		}`, `f: vu.RegisterCallback 0 in back, missed 2`},
		{"on each way", `func f(vu modules.VU, bad bool) {
			back := vu.RegisterCallback()
			if bad {
				back(nil)
				return
			}
			back(work)
		}`, ``},
		{"the goroutine returns early", `func f(vu modules.VU, g func() error) {
			back := vu.RegisterCallback()
			go func() {
				if err := g(); err != nil {
					return
				}
				back(work)
			}()
		}`, `f: vu.RegisterCallback 0 in back, missed 3`},
		{"the goroutine calls it on each way", `func f(vu modules.VU, g func() error) {
			back := vu.RegisterCallback()
			go func() {
				if err := g(); err != nil {
					back(func() error { return err })
					return
				}
				back(work)
			}()
		}`, ``},
		{"the goroutine defers it", `func f(vu modules.VU, g func() error) {
			back := vu.RegisterCallback()
			go func() {
				defer back(work)
				if g() != nil {
					return
				}
			}()
		}`, ``},
		{"twice on one way", `func f(vu modules.VU, g func() error) {
			back := vu.RegisterCallback()
			if g() != nil {
				back(nil)
			}
			back(work)
		}`, `f: vu.RegisterCallback 0 in back, again 4`},
		{"twice in a goroutine", `func f(vu modules.VU, g func() error) {
			back := vu.RegisterCallback()
			go func() {
				if g() != nil {
					back(nil)
				}
				back(work)
			}()
		}`, `f: vu.RegisterCallback 0 in back, again 5`},
		{"in each round", `func f(vu modules.VU, all []func() error) {
			back := vu.RegisterCallback()
			for _, g := range all {
				back(g)
			}
		}`, `
			f: vu.RegisterCallback 0 in back, missed 4
			f: vu.RegisterCallback 0 in back, again 2`},
		{"one for each round", `func f(vu modules.VU, all []func() error) {
			for _, g := range all {
				back := vu.RegisterCallback()
				back(g)
			}
		}`, ``},
		{"one for each round, in a goroutine", `func f(vu modules.VU, all []func() error) {
			for _, g := range all {
				back := vu.RegisterCallback()
				go func() { back(g) }()
			}
		}`, ``},
		{"handed on", `type job struct{ back func(func() error) }
			func f(vu modules.VU, jobs chan job) { jobs <- job{vu.RegisterCallback()} }
			func g(vu modules.VU) func(func() error) { return vu.RegisterCallback() }
			func h(vu modules.VU) { back := vu.RegisterCallback(); go run(back) }
			func run(back func(func() error)) { back(work) }`, ``},
		{"known to two literals", `func f(vu modules.VU, on func(func())) {
			back := vu.RegisterCallback()
			on(func() { back(work) })
			on(func() { back(nil) })
		}`, ``},
		{"known to a literal in the goroutine", `func f(vu modules.VU, on func(func())) {
			back := vu.RegisterCallback()
			go func() { on(func() { back(work) }) }()
		}`, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, drops(t, ruletest.Handlers, header+test.src), test.want)
		})
	}
}

// TestBare: what has no type of its own has a duty by the call that returns it.
func TestBare(t *testing.T) {
	const header = `
-- example.com/a/a.go --
package a
import (
	"net"
	"golang.org/x/crypto/ssh"
)
func handle(ssh.NewChannel) {}
`
	tests := []struct{ name, src, want string }{
		{"one of two channels", `func f(c net.Conn) error {
			_, chans, _, err := ssh.NewServerConn(c, nil)
			for ch := range chans { handle(ch) }
			return err
		}`, `f: ssh.NewServerConn 2`},
		{"on one way", `func f(c net.Conn, quick bool) error {
			_, chans, reqs, err := ssh.NewServerConn(c, nil)
			if err != nil {
				return err
			}
			if quick {
				return nil
			}
			go ssh.DiscardRequests(reqs)
			for ch := range chans { handle(ch) }
			return nil
		}`, `
			f: ssh.NewServerConn 1 in chans, missed 5, onward
			f: ssh.NewServerConn 2 in reqs, missed 5, onward`},
		{"on a way that closes the connection", `func f(c net.Conn, quick bool) error {
			conn, chans, reqs, err := ssh.NewServerConn(c, nil)
			if err != nil {
				return err
			}
			if quick {
				_ = c.Close()
				return nil
			}
			if conn == nil {
				return conn.Close()
			}
			go ssh.DiscardRequests(reqs)
			for ch := range chans { handle(ch) }
			return nil
		}`, ``},
		{"closed at the end", `func f(c net.Conn, quick bool) {
			conn, chans, reqs, _ := ssh.NewServerConn(c, nil)
			defer conn.Close()
			if quick {
				return
			}
			go ssh.DiscardRequests(reqs)
			for ch := range chans { handle(ch) }
		}`, ``},
		{"drained", `func f(c net.Conn) error {
			_, chans, reqs, err := ssh.NewServerConn(c, nil)
			if err != nil {
				return err
			}
			go ssh.DiscardRequests(reqs)
			for ch := range chans { handle(ch) }
			return nil
		}`, ``},
		{"of an embedded connection", `func f(c *ssh.ServerConn, _ net.Conn) { ch, _, err := c.OpenChannel("x", nil); println(ch, err) }`, `f: c.OpenChannel 1`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, drops(t, ruletest.Handlers, header+test.src), test.want)
		})
	}
}

// TestForAll: what a package waits for all at once is dropped nowhere.
func TestForAll(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a
import "github.com/nats-io/nats.go/jetstream"
func f(js jetstream.JetStream) error { _, err := js.PublishAsync("a", nil); return err }
`
	ruletest.Equal(t, drops(t, ruletest.Handlers, src), `f: js.PublishAsync 0`)
	ruletest.Equal(t, drops(t, ruletest.Handlers, src+`
func g(js jetstream.JetStream) { <-js.PublishAsyncComplete() }`), ``)
}
