package loop

import "github.com/loopcheck/loopcheck/loopcheck/loop"

// refuse gives the hold up on one way alone: Shutdown waits for the other one for ever.
func refuse(l *loop.Loop, work func() error) error {
	release := l.Hold() // want "the function that l.Hold returns is dropped on one way: the return at line 9 comes without it; Shutdown waits for it: call it exactly once or hand it on there as well"
	if err := work(); err != nil {
		return err
	}
	return release(nil)
}

// twice gives it up before the return that does, too.
func twice(l *loop.Loop, work func() error) {
	release := l.Hold() // want "release, which l.Hold returns, may be called again at line 20; Shutdown waits for it: call it exactly once or hand it on"
	if err := work(); err != nil {
		_ = release(nil)
	}
	_ = release(nil)
}

func beside(l *loop.Loop, work func() error) {
	release := l.Hold()
	go func() {
		if err := work(); err != nil {
			_ = release(nil)
			return
		}
		_ = release(func() {})
	}()
}
