package comments

// A table of rooms, of which the loop's comment leaves exceptions open: what is only
// read elsewhere may be one of these, but a map whose elements come and go is none.
type table struct {
	in    chan string
	label string
	size  int
	rooms map[string]int
	kinds map[string]int
}

// Rooms may be called by any goroutine.
func (t *table) Rooms() int { return len(t.rooms) } // want `t.rooms is read off its loop: "Except where otherwise noted, all table state is owned by the loop goroutine"`

// Empty may be called by any goroutine.
func (t *table) Empty() {
	t.drop() // want `t.drop runs off the loop that owns t.rooms`
}

// drop reads what may be an exception, and then what is none.
func (t *table) drop() {
	if t.size == 0 {
		return
	}
	for name := range t.rooms {
		println(name)
	}
}

// Size may be called by any goroutine.
func (t *table) Size() int { return t.size }

// Kind may be called by any goroutine.
func (t *table) Kind(name string) int { return t.kinds[name] }

// Name may be called by any goroutine.
func (t *table) Name(name string) {
	t.label = name // want `t.label is written off its loop`
}

// loop is the table's main loop.
//
// Except where otherwise noted, all table state is owned by the loop goroutine.
func (t *table) loop() {
	for name := range t.in {
		t.rooms[name]++
		t.drop()
		t.size++
		t.kinds = map[string]int{name: 1}
	}
}

func open() *table {
	t := &table{in: make(chan string), rooms: map[string]int{}}
	go t.loop()
	return t
}
