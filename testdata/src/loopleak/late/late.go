// Package late hands work to loops that have been closed.
package late

import (
	"context"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

func work() {}

func late(ctx context.Context) {
	l := loop.New()
	l.Post(work)
	l.Shutdown(ctx)
	l.Post(work)               // want "l.Post comes after the object has been closed \\(line 16\\): a loop that is closed takes nothing more; hand it over before that, or look at what it returns"
	l.After(time.Second, work) // want "l.After comes after the object has been closed"
}

// asked looks at the answer.
func asked(ctx context.Context, l *loop.Loop) error {
	l.Shutdown(ctx)
	return l.Post(work)
}

// perhaps closes it on one way alone.
func perhaps(ctx context.Context, l *loop.Loop, last bool) {
	if last {
		l.Shutdown(ctx)
	}
	l.Post(work)
}

// another closes one of two.
func another(ctx context.Context, l, other *loop.Loop) {
	l.Shutdown(ctx)
	other.Post(work)
	defer l.Close()
	other.Post(work)
}

// again has made a new one.
func again(ctx context.Context) {
	l := loop.New()
	l.Shutdown(ctx)
	l = loop.New()
	l.Post(work)
}
