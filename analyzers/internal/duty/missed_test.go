package duty

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestMissed: a command that one way out loses is found, and where it is lost: so many
// lines below the call.
func TestMissed(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"an early return", `func f(p *part, msg tea.Msg, quick bool) tea.Cmd {
			p, c := p.Update(msg)
			if quick {
				return nil
			}
			return c
		}`, `f: p.Update 1 in c, missed 2, onward, returnable`},
		{"each way gives it", `func f(p *part, msg tea.Msg, quick bool) tea.Cmd {
			p, c := p.Update(msg)
			if quick {
				return tea.Batch(c, cmd())
			}
			return c
		}`, ``},
		{"asked whether there is one", `func f(p *part, msg tea.Msg) tea.Cmd {
			p, c := p.Update(msg)
			if c != nil {
				return c
			}
			return nil
		}`, ``},
		{"the program ends instead", `func f(p *part, msg tea.Msg, quit bool) tea.Cmd {
			p, c := p.Update(msg)
			if quit {
				return tea.Quit
			}
			return c
		}`, ``},
		{"where an error says that there is none", `func try() (tea.Cmd, error) { return cmd(), nil }
			func f() (tea.Cmd, error) {
			c, err := try()
			if err != nil {
				return nil, err
			}
			return c, nil
		}`, ``},
		{"where an error says that there is none, and another way loses it", `func try() (tea.Cmd, error) { return cmd(), nil }
			func f(full bool) (tea.Cmd, error) {
			c, err := try()
			if err != nil {
				return nil, err
			}
			if full {
				return nil, nil
			}
			return c, nil
		}`, `f: try 0 in c, missed 5, returnable`},
		{"one that does nothing yet", `func f(quick bool) tea.Cmd {
			c := cmd()
			if quick {
				return nil
			}
			return c
		}`, ``},
		{"replaced in the next round", `func f(all []*part, msg tea.Msg) tea.Cmd {
			var c tea.Cmd
			for i := range all {
				all[i], c = all[i].Update(msg)
			}
			return c
		}`, `f: all[i].Update 1 in c, missed 0, onward, returnable`},
		{"a list that an early return forgets", `func f(p *part, msg tea.Msg, quick bool) tea.Cmd {
			var all []tea.Cmd
			p, c := p.Update(msg)
			all = append(all, c)
			if quick {
				return nil
			}
			return tea.Batch(all...)
		}`, `f: p.Update 1 in all, gathered 3, onward, returnable`},
		{"a list that begins with one", `func f(p *part, quick bool) tea.Cmd {
			all := []tea.Cmd{p.start()}
			if quick {
				return nil
			}
			return tea.Batch(all...)
		}`, `f: p.start 0 in all, gathered 2, returnable`},
		{"a list that begins with one, and grows", `func f(p *part) tea.Cmd {
			all := []tea.Cmd{p.start()}
			all = append(all, p.start())
			return tea.Batch(all...)
		}`, ``},
		{"a list that nobody batches", `func f(p *part) tea.Cmd {
			var all []tea.Cmd
			all = append(all, p.start())
			all = append(all, p.start())
			return nil
		}`, `
			f: p.start 0 in all, gathered 2, returnable
			f: p.start 0 in all, gathered 1, returnable`},
		{"a list that each way gives", `func f(p *part, quick bool) tea.Cmd {
			all := []tea.Cmd{}
			for range 3 {
				all = append(all, p.start())
			}
			if quick {
				return all[0]
			}
			return tea.Batch(all...)
		}`, ``},
		{"a list that a caller knows", `func f(p *part, all []tea.Cmd) { all = append(all, p.start()) }
			func g(p *part) (all []tea.Cmd) { all = append(all, p.start()); return }`, ``},
		{"a list in a literal", `func f(p *part) func() []tea.Cmd {
			var all []tea.Cmd
			all = append(all, p.start())
			return func() []tea.Cmd { return all }
		}`, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, drops(t, ruletest.Tea, header+test.src), test.want)
		})
	}
}

// groups is a stub of what waits for goroutines.
const groups = `
-- golang.org/x/sync/errgroup/errgroup.go --
package errgroup
import "context"
type Group struct{ n int }
func WithContext(ctx context.Context) (*Group, context.Context) { return &Group{}, ctx }
func (g *Group) Go(f func() error) {}
func (g *Group) TryGo(f func() error) bool { return true }
func (g *Group) SetLimit(n int) {}
func (g *Group) Wait() error { return nil }
-- example.com/a/a.go --
package a
import (
	"context"
	"golang.org/x/sync/errgroup"
)
func work() error { return nil }
var background = context.Background()
func use(*errgroup.Group) {}
type server struct{ g errgroup.Group }
`

// TestUnjoined: a group whose goroutines somebody starts is waited for on each way out.
func TestUnjoined(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"never", `func f(ctx context.Context) {
			g, _ := errgroup.WithContext(ctx)
			g.Go(work)
			g.Go(work)
		}`, `f: g.Go 0 in g, unjoined 2`},
		{"not after a failure", `func f(ctx context.Context, bad error) error {
			var g errgroup.Group
			g.Go(work)
			if bad != nil {
				return bad
			}
			return g.Wait()
		}`, `f: g.Go 0 in g, unjoined 2`},
		{"before anything is started", `func f(bad error) error {
			g := new(errgroup.Group)
			g.SetLimit(3)
			if bad != nil {
				return bad
			}
			g.Go(work)
			return g.Wait()
		}`, ``},
		{"deferred", `func f() { var g errgroup.Group; defer g.Wait(); g.Go(work) }`, ``},
		{"by a literal", `func f() { var g errgroup.Group; defer func() { g.Wait() }(); g.Go(work) }`, ``},
		{"in each round", `func f(all []int) { var g errgroup.Group; for range all { g.TryGo(work) }; g.Wait() }`, ``},
		{"by whoever knows it from before", `type client struct{ g *errgroup.Group }
			func f(c *client) { g := &errgroup.Group{}; c.g = g; g.Go(work); g.Go(work) }
			func (c *client) wait() error { return c.g.Wait() }`, ``},
		{"by whoever knows it on another way", `func f(keep bool) { g := &errgroup.Group{}; if !keep { g.Go(work); return }; use(g) }`, `f: g.Go 0 in g, unjoined 0`},
		{"by somebody else", `func f() { g := &errgroup.Group{}; g.Go(work); use(g) }
			func h() *errgroup.Group { g := &errgroup.Group{}; g.Go(work); return g }
			func (s *server) start() { s.g.Go(work); g := &s.g; g.Go(work) }
			func k(g *errgroup.Group) { g.Go(work) }`, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, drops(t, groups+test.src), test.want)
		})
	}
}

// TestAsked: a future that is only asked for what does not say whether it failed is lost.
func TestAsked(t *testing.T) {
	const header = `
-- example.com/a/a.go --
package a
import "github.com/hashicorp/raft"
`
	tests := []struct{ name, src, want string }{
		{"its response alone", `func f(r *raft.Raft) any {
			f := r.Apply(nil, 0)
			return f.Response()
		}`, `f: r.Apply 0 in f, missed 1`},
		{"its error on one way", `func f(r *raft.Raft, n int) error {
			f := r.Apply(nil, 0)
			if n > 0 {
				return nil
			}
			return f.Error()
		}`, `f: r.Apply 0 in f, missed 2`},
		{"its error if the caller waits", `func f(r *raft.Raft, wait bool) error {
			f := r.Apply(nil, 0)
			if !wait {
				return nil
			}
			return f.Error()
		}`, ``},
		{"its error", `func f(r *raft.Raft) any {
			f := r.Apply(nil, 0)
			if f.Error() != nil {
				return nil
			}
			return f.Response()
		}`, ``},
		{"handed on", `func f(r *raft.Raft, all chan raft.ApplyFuture) { f := r.Apply(nil, 0); all <- f }
			func g(r *raft.Raft) raft.Future { return r.Apply(nil, 0) }`, ``},
		{"not at all", `func f(r *raft.Raft) { r.Apply(nil, 0) }`, `f: r.Apply 0`},
		{"one that need not be asked", `func f(r *raft.Raft) { r.BootstrapCluster(); r.Shutdown() }`, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, drops(t, ruletest.Handlers, header+test.src), test.want)
		})
	}
}
