// Package either has loops that hand an object on, or use it.
package either

import "sync"

// A Visit is handed on to who wants it, or turned away.
type Visit interface {
	Accept()
	Reject()
	Kind() string
}

// A Visitor is one.
type Visitor struct {
	kind string
	done bool
}

// Accept lets it in.
func (v *Visitor) Accept() { v.done = true }

// Reject turns it away.
func (v *Visitor) Reject() { v.done = true }

// Kind is what it wants.
func (v *Visitor) Kind() string { return v.kind }

// Close says good-bye.
func (v *Visitor) Close() {
	if !v.done {
		println("open")
	}
}

// A Porter hands visits on, or turns them away.
type Porter struct {
	mu       sync.Mutex
	handlers map[string]chan Visit
}

// NewPorter starts one.
func NewPorter(in <-chan Visit) *Porter {
	p := &Porter{handlers: make(map[string]chan Visit)}
	go p.loop(in)
	return p
}

// Handle asks for visits.
func (p *Porter) Handle(kind string) <-chan Visit {
	p.mu.Lock()
	defer p.mu.Unlock()
	ch := make(chan Visit, 16)
	p.handlers[kind] = ch
	return ch
}

func (p *Porter) loop(in <-chan Visit) {
	for v := range in {
		p.mu.Lock()
		h := p.handlers[v.Kind()]
		p.mu.Unlock()
		if h != nil {
			h <- v
		} else {
			v.Reject()
		}
	}
}

// Receive has visitors come.
func Receive(kinds []string) *Porter {
	in := make(chan Visit, 16)
	go func() {
		for _, k := range kinds {
			in <- &Visitor{kind: k}
		}
		close(in)
	}()
	return NewPorter(in)
}

// A Stay is handed on to who wants it, and turned away all the same.
type Stay interface {
	Admit()
	Refuse()
	Sort() string
}

// A Guest is one.
type Guest struct {
	kind string
	done bool
}

// Admit lets it in.
func (v *Guest) Admit() { v.done = true }

// Refuse turns it away.
func (v *Guest) Refuse() { v.done = true }

// Sort is what it wants.
func (v *Guest) Sort() string { return v.kind }

// Close says good-bye.
func (v *Guest) Close() {
	if !v.done { // want `v.done is read here by whoever calls Guest.Close, and Clerk.loop writes it`
		println("open")
	}
}

// A Clerk hands stays on, and turns them away.
type Clerk struct {
	mu       sync.Mutex
	handlers map[string]chan Stay
}

// NewClerk starts one.
func NewClerk(in <-chan Stay) *Clerk {
	p := &Clerk{handlers: make(map[string]chan Stay)}
	go p.loop(in)
	return p
}

// Handle asks for visits.
func (p *Clerk) Handle(kind string) <-chan Stay {
	p.mu.Lock()
	defer p.mu.Unlock()
	ch := make(chan Stay, 16)
	p.handlers[kind] = ch
	return ch
}

func (p *Clerk) loop(in <-chan Stay) {
	for v := range in {
		p.mu.Lock()
		h := p.handlers[v.Sort()]
		p.mu.Unlock()
		if h != nil {
			h <- v
		}
		v.Refuse()
	}
}

// Welcome has visitors come.
func Welcome(kinds []string) *Clerk {
	in := make(chan Stay, 16)
	go func() {
		for _, k := range kinds {
			in <- &Guest{kind: k}
		}
		close(in)
	}()
	return NewClerk(in)
}
