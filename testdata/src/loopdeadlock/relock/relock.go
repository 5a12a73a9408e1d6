// Package relock locks what is locked already.
package relock

import (
	"io"
	"sync"
)

// A conn locks twice on its way to the end.
type conn struct {
	mu     sync.Mutex
	closed bool
	w      io.Closer
	onEnd  func()
	peer   *conn
}

func (c *conn) shutdown() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.close() // want "c.close waits for c.mu, and conn.shutdown holds it: deadlock; unlock it before the call"
	}
}

func (c *conn) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.w.Close()
}

func (c *conn) twice() {
	c.mu.Lock()
	if c.closed {
		c.mu.Lock() // want "c.mu.Lock waits for c.mu, and conn.twice holds it: deadlock; unlock it first"
		return      // what comes of it is told with it
	}
	c.mu.Unlock()
}

// Two steps away, and at the end of the function.
func (c *conn) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.finish() // want "c.finish .by conn.close. waits for c.mu, and conn.end holds it"
}

func (c *conn) finish() { c.close() }

// In a literal that is called in place.
func (c *conn) each(all []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	visit(all, func(string) { c.close() }) // want "visit .by conn.close. waits for c.mu, and conn.each holds it"
}

func visit(all []string, f func(string)) {
	for _, s := range all {
		f(s)
	}
}

// Its peer has a lock of its own.
func (c *conn) closeBoth() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.peer.close()
}

// It unlocks before the call.
func (c *conn) closeAfter() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.close()
}

// Another goroutine waits for the lock in peace.
func (c *conn) closeSoon() {
	c.mu.Lock()
	defer c.mu.Unlock()
	go c.close()
}

// It only tries.
func (c *conn) tryClose() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.try()
}

func (c *conn) try() {
	if c.mu.TryLock() {
		defer c.mu.Unlock()
		c.closed = true
	}
}

// The caller says whether the lock is held.
func (c *conn) update() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(false)
}

func (c *conn) set(lock bool) {
	if lock {
		c.mu.Lock()
		defer c.mu.Unlock()
	}
	c.closed = false
}

// The lock is given up for a while.
func (c *conn) wait() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pause()
}

func (c *conn) pause() {
	c.mu.Unlock()
	c.onEnd()
	c.mu.Lock()
}

// An embedded lock, behind helpers.
type table struct {
	sync.RWMutex
	rows map[string]int
}

func (t *table) begin()  { t.Lock() }
func (t *table) commit() { t.Unlock() }

func (t *table) put(name string) {
	t.begin()
	defer t.commit()
	t.rows[name] = t.get(name) + 1 // want "t.get waits for t.RWMutex, and table.put holds it"
}

func (t *table) get(name string) int {
	t.RLock()
	defer t.RUnlock()
	return t.rows[name]
}

func (t *table) putLater(name string) {
	t.begin()
	t.rows[name] = 0
	t.commit()
	t.get(name)
}

// Reading twice stops whoever comes between the two to write.
func (t *table) sum() (n int) {
	t.RLock()
	defer t.RUnlock()
	for name := range t.rows {
		n += t.get(name) // want "t.get reads under t.RWMutex again, and table.sum holds it"
	}
	return n
}

func start(t *table, ticks chan string) {
	go func() {
		for name := range ticks {
			t.Lock()
			t.rows[name] = 0
			t.Unlock()
		}
	}()
}

// A tree's nodes have a lock each.
type node struct {
	mu       sync.Mutex
	parent   *node
	children []*node
	size     int
}

func (n *node) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	total := n.size
	for _, child := range n.children {
		total += child.count()
	}
	return total
}

func (n *node) grow() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.size++
	if n.parent != nil {
		n.parent.grow()
	}
}

// A list is walked hand over hand.
func (n *node) last() *node {
	n.mu.Lock()
	for n.parent != nil {
		next := n.parent
		next.mu.Lock()
		n.mu.Unlock()
		n = next
	}
	return n
}

// A value that a field holds is another one after it has been replaced.
type holder struct{ cur *conn }

func (h *holder) swap(next *conn) {
	h.cur.mu.Lock()
	h.cur = next
	h.cur.mu.Lock()
	h.cur.mu.Unlock()
}

// Whoever has started unlocks it.
func serve(run func(started func())) {
	var started sync.Mutex
	started.Lock()
	go run(started.Unlock)
	started.Lock()
	started.Unlock()
}

// A function that unlocks once has been made of the lock.
func unlockOnce(l sync.Locker) func() {
	var once sync.Once
	return func() { once.Do(l.Unlock) }
}

func (c *conn) open() {
	unlock := unlockOnce(&c.mu)
	c.mu.Lock()
	defer unlock()
	if c.closed {
		return
	}
	unlock()
	c.close()
}

func (t *table) open() int {
	unlock := unlockOnce(t)
	t.Lock()
	defer unlock()
	unlock()
	return t.get("a")
}

// A Cond lets go of the lock while it waits, and has it again afterwards.
type bell struct {
	mu   sync.Mutex
	cond *sync.Cond
}

func newBell() *bell {
	b := &bell{}
	b.cond = sync.NewCond(&b.mu)
	return b
}

func (b *bell) wait() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cond.Wait()
	b.ring() // want "b.ring waits for b.mu, and bell.wait holds it"
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cond.Broadcast()
}

// A parameter says whether the caller has the lock, wherever it is asked.
func (c *conn) check() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.load(false)
}

func (c *conn) load(lock bool) {
	if lock {
		c.close()
	}
}

// So does one that is nil where the caller has not got it.
func (c *conn) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dial(c)
}

func (c *conn) dial(peer *conn) {
	if peer == nil {
		c.close()
	}
}

// What comes back to itself has a case that does not.
func (c *conn) walk(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.step(n)
}

func (c *conn) step(n int) {
	if n > 0 {
		c.walk(n - 1)
	}
}

// A goroutine takes the lock for the one that waits for it.
func (c *conn) acquire(quit chan bool) {
	got := make(chan bool)
	go func() {
		c.mu.Lock()
		close(got)
	}()
	<-got
	defer c.mu.Unlock()
	c.closed = true
}

type guarded struct {
	mu    sync.RWMutex
	plain sync.Mutex
}

// A Locker may be the half of a lock that several have at the same time.
func (g *guarded) twoReaders() {
	reader := g.mu.RLocker()
	reader.Lock()
	reader.Lock()
	reader.Unlock()
	reader.Unlock()
}

func (g *guarded) byInterface() {
	var lock sync.Locker = &g.plain
	lock.Lock()
	defer lock.Unlock()
	lock.Lock() // want `lock\.Lock waits for g\.plain, and guarded\.byInterface holds it: deadlock; unlock it first`
}

// Who has started a goroutine unlocks what it waits for.
func unlockedByStarter(n int) {
	var mu sync.RWMutex
	half := mu.RLocker()
	read, written := make(chan bool, 1), make(chan bool, 1)
	go func() {
		for range n {
			mu.RLock()
			half.Lock()
			read <- true
			mu.Lock()
			written <- true
		}
	}()
	for range n {
		<-read
		mu.RUnlock()
		half.Unlock()
		<-written
		mu.Unlock()
	}
}

// Who has started a goroutine unlocks what it has locked itself.
func lockedByStarter() {
	var mu sync.RWMutex
	go func() {
		mu.RLock()
		mu.Lock() // want `mu\.Lock waits for mu, and the function in lockedByStarter holds it: deadlock; unlock it first`
	}()
	mu.RLock()
	mu.RUnlock()
}

// read lets the lock go while it waits, if it is asked to, and takes it again then.
func (c *cacheFile) read(release bool) int {
	if release {
		c.mu.Unlock()
	}
	n := c.load()
	if release {
		c.mu.Lock()
	}
	return n
}

func (c *cacheFile) At() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read(true)
}

type cacheFile struct {
	mu   sync.Mutex
	load func() int
}

// find makes what is not there only if it is asked to.
func (c *cacheFile) find(create bool) int {
	n := c.load()
	if !create || n > 0 {
		return n
	}
	return c.At()
}

func (c *cacheFile) look() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.find(false)
}

// grow returns early for a reason of its own.
func (c *cacheFile) grow(n int) int {
	if n == 0 {
		return 0
	}
	return c.At()
}

func (c *cacheFile) more() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.grow(1) // want "c.grow .by cacheFile.At. waits for c.mu, and cacheFile.more holds it"
}
