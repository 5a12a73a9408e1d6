package runtime

import (
	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

var postsAfterClose = twins.Twin{
	File:    "posts_after_close",
	Bug:     "a goroutine posts to a loop that is closed",
	Rule:    "loopleak",
	Runtime: "Post returns ErrClosed",
	Kind:    loopcheck.LostPost,
	Buggy:   postsAfterCloseBug,
	Fixed:   postsAfterCloseFixed,
}

func postsAfterCloseBug(t *loopcheck.T) {
	l := loop.New()
	l.Post(func() {})
	l.Shutdown(t.Context())
	l.Post(func() {})
}

// The fixed twin.

func postsAfterCloseFixed(t *loopcheck.T) {
	l := loop.New()
	release := l.Hold()
	go release(func() {})
	l.Shutdown(t.Context())
}
