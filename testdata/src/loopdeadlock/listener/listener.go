// Package listener listens to a feed that calls its listeners under its lock.
package listener

import "example.com/corpus/src/loopdeadlock/listener/feed"

type once struct{ feed *feed.Feed }

func listen(f *feed.Feed) {
	f.Add(&once{feed: f})
}

func (o *once) Heard(item string) {
	o.feed.Remove(o) // want `o.feed.Remove waits for f.mu, which feed.Feed.Put holds while it calls this: deadlock`
}

// An heir is made without the names of its fields.
type heir struct{ feed *feed.Feed }

func inherit(f *feed.Feed) { f.Add(&heir{f}) }

func (h *heir) Heard(item string) {
	h.feed.Remove(h) // want `h.feed.Remove waits for f.mu, which feed.Feed.Put holds while it calls this: deadlock`
}

// A relay puts what it hears into another feed, or leaves on a goroutine.
type relay struct{ from, to *feed.Feed }

func (r *relay) start() { r.from.Add(r) }

func (r *relay) Heard(item string) {
	r.to.Put(item)
	go r.from.Remove(r)
}

// A last one is called unlocked.
type last struct{ feed *feed.Feed }

func (l *last) start() { l.feed.Last(l) }

func (l *last) Heard(item string) { l.feed.Remove(l) }
