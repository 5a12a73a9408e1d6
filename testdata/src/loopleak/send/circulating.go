package send

// Buffers go round: there are as many as there is room for.
type pump struct {
	free, full, few chan []byte
	quit            chan struct{}
	write           func([]byte)
}

const buffers = 4

func newPump(write func([]byte)) *pump {
	p := &pump{free: make(chan []byte, buffers), full: make(chan []byte, buffers), few: make(chan []byte, 1), quit: make(chan struct{}), write: write}
	for range buffers {
		p.free <- make([]byte, 100)
	}
	go p.serve()
	return p
}

func (p *pump) serve() {
	for {
		select {
		case b := <-p.full:
			p.write(b)
			p.free <- b
		case b := <-p.few:
			p.write(b)
			p.free <- b
		case <-p.quit:
			return
		}
	}
}

func (p *pump) Put(data []byte) {
	select {
	case b := <-p.free:
		copy(b, data)
		p.full <- b
	case <-p.quit:
	}
}

func (p *pump) PutFirst(data []byte) {
	select {
	case b := <-p.free:
		copy(b, data)
		p.few <- b // want `p.few <- b blocks for ever once pump.serve has returned`
	case <-p.quit:
	}
}

func (p *pump) Offer(b []byte) {
	select {
	case p.few <- b:
	case <-p.quit:
	}
}

func (p *pump) OfferFull(b []byte) {
	select {
	case p.full <- b:
	case <-p.quit:
	}
}
