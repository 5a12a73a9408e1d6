package inbox

import "context"

// A roster strikes off those who do not answer, by way of its own inbox. In one turn there
// may be more of them than the inbox has room for.
type roster struct {
	changes chan string
	misses  map[string]int
}

func newRoster(ctx context.Context) *roster {
	r := &roster{changes: make(chan string, 16), misses: make(map[string]int)}
	go r.run(ctx)
	return r
}

func (r *roster) run(ctx context.Context) {
	for {
		select {
		case name := <-r.changes:
			delete(r.misses, name)
			r.review(ctx)
			r.again(ctx, name)
		case <-ctx.Done():
			return
		}
	}
}

// review runs on run.
func (r *roster) review(ctx context.Context) {
	for name, n := range r.misses {
		if n > 3 {
			r.change(ctx, name)
		}
	}
}

func (r *roster) change(ctx context.Context, name string) {
	select {
	case r.changes <- name: // want "send to r.changes can fill up in one turn of the loop, in a for statement: roster.run is its only receiver, and this runs on roster.run"
	case <-ctx.Done():
	}
}

// again sends one in a turn, which is strict.
func (r *roster) again(ctx context.Context, name string) {
	select {
	case r.changes <- name:
	case <-ctx.Done():
	}
}

// A yard buries what its loop deletes for good, and only tells of what others delete.
type yard struct {
	gone chan string
	dead []string
}

func newYard() *yard {
	y := &yard{gone: make(chan string, 10)}
	go y.run()
	return y
}

func (y *yard) run() {
	for name := range y.gone {
		for _, dead := range append(y.dead, name) {
			y.remove(dead, true)
		}
	}
}

func (y *yard) remove(name string, purge bool) {
	if !purge && name != "" {
		y.gone <- name
	}
}
