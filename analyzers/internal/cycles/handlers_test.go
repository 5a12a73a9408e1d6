package cycles_test

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestHandlers: a handler that calls what waits for the goroutine, or takes the lock,
// that it is called on or under, beside one that leaves that to a goroutine.
func TestHandlers(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import (
	"context"
	"io"
	"time"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
	"github.com/hashicorp/memberlist"
	"github.com/hashicorp/raft"
)

func open(ctx context.Context) {
	chromedp.ListenTarget(ctx, func(ev any) {
		chromedp.Run(ctx, fetch.ContinueRequest("1"))
		fetch.ContinueRequest("2").Do(ctx)
		go chromedp.Run(ctx)
	})
	chromedp.Run(ctx)
}

type events struct{ list *memberlist.Memberlist }

func (e *events) NotifyJoin(n *memberlist.Node) { e.count() }
func (e *events) NotifyLeave(n *memberlist.Node) { go e.count() }
func (e *events) NotifyUpdate(n *memberlist.Node) {}

func (e *events) count() int { return len(e.list.Members()) }

type machine struct{ raft *raft.Raft }

func (m *machine) Apply(l *raft.Log) any {
	return m.raft.Apply(l.Data, time.Second).Error()
}

func (m *machine) Snapshot() (raft.FSMSnapshot, error) { return nil, nil }
func (m *machine) Restore(r io.ReadCloser) error       { return nil }
`
	ruletest.Equal(t, circles(t, ruletest.Handlers, src), `
		events.count on the memberlist loop waits for its loop: e.list.Members
		machine.Apply on the raft loop waits for its loop: m.raft.Apply(…).Error
		the function in open on the chromedp loop waits for its loop: chromedp.Run
		the function in open on the chromedp loop waits for its loop: fetch.ContinueRequest(…).Do
	`)
}

// TestTaken: who takes a watcher's events adds to it between.
func TestTaken(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import "github.com/fsnotify/fsnotify"

type watch struct {
	w, other *fsnotify.Watcher
	paths    []string
}

func (x *watch) run(quit chan bool) {
	x.w.Add("before")
	for {
		select {
		case <-x.w.Events:
			for _, p := range x.paths {
				x.w.Add(p)
			}
			x.other.Add("another one")
			go x.w.Add("elsewhere")
		case <-quit:
			return
		}
	}
}
// It sets up and waits by turns.
func (x *watch) serve() {
	for {
		x.setUp()
		x.await()
	}
}

func (x *watch) setUp() { x.other.AddWith("path") }

func (x *watch) await() {
	for {
		select {
		case <-x.other.Events:
			return
		case <-x.other.Errors:
		}
	}
}
`
	ruletest.Equal(t, circles(t, ruletest.Handlers, src), `
		watch.run takes from x.w.Events and calls x.w.Add
		watch.await takes from x.other.Events and calls x.other.AddWith
	`)

	const each = `
-- example.com/a/a.go --
package a

import "github.com/fsnotify/fsnotify"

func each(w *fsnotify.Watcher) {
	w.Add("before")
	for e := range w.Events {
		again(w, e.Name)
	}
}

func again(w *fsnotify.Watcher, name string) { w.Remove(name) }
`
	ruletest.Equal(t, circles(t, ruletest.Handlers, each), "each takes from w.Events and calls w.Remove\n")
	const drained = `
func start(w *fsnotify.Watcher) {
	go each(w)
	go drain(w)
}

func drain(w *fsnotify.Watcher) {
	for range w.Events {
	}
}
`
	ruletest.Equal(t, circles(t, ruletest.Handlers, each+drained), "")
}

// TestBrokers: who takes a producer's results sends to it between, and an
// acknowledgement's handler waits for another one.
func TestBrokers(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import (
	"github.com/IBM/sarama"
	"github.com/nats-io/stan.go"
)

func retry(p sarama.AsyncProducer) {
	for e := range p.Errors() {
		p.Input() <- e.Msg
	}
}

type pump struct {
	p    sarama.AsyncProducer
	next chan *sarama.ProducerMessage
}

func (x *pump) run(quit chan bool) {
	for {
		select {
		case m := <-x.next:
			x.send(m)
		case <-x.p.Successes():
		case <-quit:
			return
		}
	}
}

func (x *pump) send(m *sarama.ProducerMessage) { x.p.Input() <- m }

func both(p sarama.AsyncProducer, next *sarama.ProducerMessage) {
	for {
		select {
		case p.Input() <- next:
		case <-p.Successes():
		}
	}
}

func publish(c stan.Conn) {
	c.PublishAsync("a", nil, func(guid string, err error) {
		if err != nil {
			c.Publish("a", nil)
			go c.Publish("a", nil)
		}
	})
	c.Publish("a", nil)
}
`
	ruletest.Equal(t, circles(t, ruletest.Handlers, src), `
		the function in publish on the stan loop waits for its loop: c.Publish
		retry takes from p.Errors() and calls p.Input
		pump.run takes from x.p.Successes() and calls x.p.Input
	`)
}

// TestInformers: a handler that waits until its own registration has synced, or until the
// factory has no handler left, beside one that waits for another informer's list.
func TestInformers(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import (
	"context"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
)

type watcher struct {
	pods, nodes cache.SharedInformer
	registered  cache.ResourceEventHandlerRegistration
	factory     informers.SharedInformerFactory
	stop        chan struct{}
}

func (w *watcher) register() error {
	var err error
	w.registered, err = w.pods.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(obj any) {
			cache.WaitForCacheSync(w.stop, w.nodes.HasSynced)
			cache.WaitForCacheSync(w.stop, w.nodes.HasSynced, w.registered.HasSynced)
		},
		UpdateFunc: func(oldObj, newObj any) { cache.WaitFor(context.Background(), "", w.registered.HasSyncedChecker()) },
		DeleteFunc: func(obj any) {
			go w.factory.Shutdown()
			w.factory.Shutdown()
		},
	})
	cache.WaitForCacheSync(w.stop, w.registered.HasSynced)
	return err
}

func (w *watcher) OnAdd(obj any, isInInitialList bool) { w.ready() }
func (w *watcher) OnUpdate(oldObj, newObj any)         {}
func (w *watcher) OnDelete(obj any)                    { go w.ready() }

func (w *watcher) ready() { cache.WaitForNamedCacheSync("watcher", w.stop, w.registered.HasSynced) }
`
	ruletest.Equal(t, circles(t, ruletest.Handlers, src), `
		watcher.ready on the informer loop waits for its loop: cache.WaitForNamedCacheSync
		the function in watcher.register on the informer loop waits for its loop: cache.WaitForCacheSync
		the function in watcher.register on the informer loop waits for its loop: cache.WaitFor
		the function in watcher.register on the informer loop waits for its loop: w.factory.Shutdown
	`)
}
