package send

import "net"

// A gate lets some in at a time: each leaves his token behind.
type gate struct {
	most   int
	tokens chan bool
	spare  chan bool
	done   chan struct{}
}

func (g *gate) Start(ln net.Listener) {
	g.tokens = make(chan bool, g.most)
	g.spare = make(chan bool, g.most)
	for i := 0; i < g.most; i++ {
		g.tokens <- true // nope: as many as there is room for
	}
	for i := 0; i < g.most*2; i++ {
		g.spare <- true // want `g\.spare <- true blocks for ever once gate\.lend has returned`
	}
	go g.run(ln)
	go g.lend()
}

func (g *gate) run(ln net.Listener) error {
	for {
		select {
		case <-g.done:
			return nil
		default:
			conn, err := ln.Accept()
			if err != nil {
				return err
			}
			select {
			case <-g.tokens:
				go conn.Close()
			default:
				conn.Close()
			}
		}
	}
}

func (g *gate) lend() error {
	for {
		select {
		case <-g.done:
			return nil
		case ok := <-g.spare:
			if !ok {
				return net.ErrClosed
			}
		}
	}
}

func (g *gate) Stop() { close(g.done) }
