package state

import "math/rand"

// Drawers are goroutines that each call a closure in their rounds.

func use(int) {}

// newSource returns a closure over what it makes.
func newSource() func() int {
	r := rand.New(rand.NewSource(1))
	return func() int { return r.Int() }
}

// DrawApart makes one in each goroutine: what it captures is that goroutine's.
func DrawApart(n int) {
	for i := range n {
		go func() {
			draw := newSource()
			for {
				use(draw() + i)
			}
		}()
	}
}

// newShared returns a closure over what it makes as well.
func newShared() func() int {
	r := rand.New(rand.NewSource(2))
	return func() int {
		return r.Int() // want `r.Int is called here on goroutines that DrawTogether starts`
	}
}

// DrawTogether makes one for all.
func DrawTogether(n int) {
	draw := newShared()
	for i := range n {
		go func() {
			for {
				use(draw() + i)
			}
		}()
	}
}

// newLent returns a closure over what it is given.
func newLent(r *rand.Rand) func() int {
	return func() int {
		return r.Int() // want `r.Int is called here on goroutines that DrawLent starts`
	}
}

// DrawLent makes a closure in each goroutine, over the one source that all have.
func DrawLent(n int) {
	r := rand.New(rand.NewSource(3))
	for i := range n {
		go func() {
			draw := newLent(r)
			for {
				use(draw() + i)
			}
		}()
	}
}

// A source is the package's.
var source = rand.New(rand.NewSource(4))

// newNamed returns a closure over another name for it.
func newNamed() func() int {
	r := source
	return func() int {
		return r.Int() // want `r.Int is called here on goroutines that DrawNamed starts`
	}
}

// DrawNamed makes a closure in each goroutine, over the one source of the package.
func DrawNamed(n int) {
	for i := range n {
		go func() {
			draw := newNamed()
			for {
				use(draw() + i)
			}
		}()
	}
}
