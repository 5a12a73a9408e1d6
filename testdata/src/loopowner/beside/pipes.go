package beside

import "io"

type copier struct{ in chan []byte }

func (c *copier) copy(w *io.PipeWriter, part int) {
	for b := range c.in {
		w.Write(b[part:])
	}
	w.Close()
}

// stream reads what a goroutine writes to its end before it goes on.
func (c *copier) stream(quit chan bool) {
	part := 0
	for {
		select {
		case <-quit:
			return
		default:
		}
		r, w := io.Pipe()
		go func() {
			c.copy(w, part)
		}()
		io.Copy(io.Discard, r)
		part++
	}
}

// spread leaves the reading to somebody else, and goes on.
func (c *copier) spread(quit chan bool) {
	part := 0
	for {
		select {
		case <-quit:
			return
		default:
		}
		r, w := io.Pipe()
		go func() {
			c.copy(w, part) // want `part is read here on the goroutine of copier.copy, and copier.spread writes it`
		}()
		go io.Copy(io.Discard, r)
		part++
	}
}
