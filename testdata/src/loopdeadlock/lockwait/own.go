package lockwait

import "sync"

var (
	sharedMu sync.Mutex
	shared   = map[string]string{}
)

// Each call of ask has a channel and a sender of its own, which locks nothing: who waits has
// the lock from before.
func ask() map[string]string {
	ch := make(chan map[string]string)
	go func() {
		ch <- shared
	}()
	return <-ch
}

func lookUp(k string) string {
	sharedMu.Lock()
	defer sharedMu.Unlock()
	return ask()[k]
}

func store(k, v string) {
	sharedMu.Lock()
	defer sharedMu.Unlock()
	ask()[k] = v
}

// This sender locks.
func askLocked() map[string]string {
	ch := make(chan map[string]string)
	go func() {
		sharedMu.Lock()
		defer sharedMu.Unlock()
		ch <- shared
	}()
	return <-ch
}

func read(k string) string {
	sharedMu.Lock()
	defer sharedMu.Unlock()
	return askLocked()[k] // want `askLocked .by the function in askLocked. waits for sharedMu, and read holds it: deadlock`
}
