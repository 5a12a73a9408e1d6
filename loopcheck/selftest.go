package loopcheck

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"go.uber.org/goleak"

	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// plantPatience is how long a planted bug may take to be found, on a machine that
// is very busy.
const plantPatience = 20 * time.Second

// checkProbes plants two bugs, and returns an error unless both are found: a test
// run in which nothing can be found must not look like one without bugs.
func checkProbes(o *options) error {
	if err := plantBlock(); err != nil {
		return err
	}
	return plantLeak(o.goleak)
}

// plantBlock blocks a loop until the watchdog has found it.
func plantBlock() error {
	scopes.hook()
	s := &scope{options: newOptions([]Option{Budget(-1, minTick)})}
	seen := make(chan struct{})
	tellOnce := sync.OnceFunc(func() { close(seen) })
	s.tell = func(f Finding) {
		if isPlanted(f) {
			tellOnce()
		}
	}
	scopes.openProcess(s)
	defer scopes.openProcess(nil)
	share := theWatchdog.attend()
	defer share.leave()

	l := loop.New(loop.WithName("planted"))
	free := make(chan struct{})
	l.Post(func() { plantedBlock(free) })
	defer l.Close()
	defer close(free)
	select {
	case <-seen:
		return nil
	case <-time.After(plantPatience):
		return errors.New("it did not find a planted slow callback; has something replaced its hook?")
	}
}

// isPlanted reports whether f is about plantedBlock.
func isPlanted(f Finding) bool {
	return f.Kind == SlowCallback && slices.ContainsFunc(f.Stack, func(f Frame) bool {
		return f.Func == stack.Harness+".plantedBlock"
	})
}

func plantedBlock(free <-chan struct{}) { <-free }

// plantLeak leaks a goroutine until goleak has seen it. goleak looks again and
// again for half a second; once it pauses to do so it has seen the leak, so there
// is no need to wait for its verdict.
func plantLeak(opts []goleak.Option) error {
	before := ignoreCurrent()
	ready, free := make(chan struct{}), make(chan struct{})
	go plantedLeak(ready, free)
	<-ready // before it runs its stack is not its own
	verdict := make(chan error, 1)
	searcher := make(chan uint64, 1)
	go func() {
		searcher <- traceback.Current().ID
		ids, err := findLeaks(append(slices.Clone(opts), before))
		if err == nil && len(ids) > 0 {
			err = errLeakSeen
		}
		verdict <- err
	}()
	id := <-searcher
	for until := time.Now().Add(plantPatience); time.Now().Before(until); time.Sleep(minTick) {
		select {
		case err := <-verdict:
			close(free)
			if errors.Is(err, errLeakSeen) {
				return nil
			}
			return fmt.Errorf("goleak did not find a planted goroutine: %v; do the options of Goleak ignore too much?", err)
		default:
		}
		if pauses(id) {
			close(free)
			if err := <-verdict; err != nil && !errors.Is(err, errLeakSeen) {
				return err
			}
			return nil
		}
	}
	close(free)
	return errors.New("goleak did not answer about a planted goroutine")
}

var errLeakSeen = errors.New("the leak was seen")

func plantedLeak(ready chan<- struct{}, free <-chan struct{}) {
	close(ready)
	<-free
}

// pauses reports whether goroutine id sleeps between two searches of goleak's.
func pauses(id uint64) bool {
	for _, g := range traceback.All() {
		if g.ID == id {
			return g.State == "sleep"
		}
	}
	return false
}
