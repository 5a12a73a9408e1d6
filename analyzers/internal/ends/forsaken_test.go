package ends

import "testing"

// TestForsaken: who leaves with an error, and nobody has the object whose loop runs.
func TestForsaken(t *testing.T) {
	const header = `package a; type conn struct { quit chan struct{}; in chan int; n int }; func shake() error { return nil }; func (c *conn) loop() { for { select { case n := <-c.in: c.n += n; case <-c.quit: return } } }; func (c *conn) Close() { close(c.quit) }; func made() *conn { return &conn{quit: make(chan struct{}), in: make(chan int)} }` + "\n"
	const newConn = `func newConn() *conn { c := made(); go c.loop(); return c }` + "\n"
	strand(t, header, []row{
		{"where it is started", `
			func dial() (*conn, error) { c := made()
				go c.loop()
				if err := shake(); err != nil {
					return nil, err }
				return c, nil }`, "6: forsaken, conn.loop at 4 (strict)"},
		{"where its constructor is called", newConn + `
			func dial() (*conn, error) {
				c := newConn()
				if err := shake(); err != nil {
					return nil, err }
				return c, nil }`, "7: forsaken, conn.loop at 5 (strict)"},
		{"a method that keeps it to itself", newConn + `
			func (c *conn) hello() error { c.n++; return shake() }
			func dial() (*conn, error) {
				c := newConn()
				if err := c.hello(); err != nil {
					return nil, err }
				return c, nil }`, "8: forsaken, conn.loop at 6 (strict)"},
		{"closed", newConn + `
			func dial() (*conn, error) { c := newConn()
				if err := shake(); err != nil { c.Close(); return nil, err }
				return c, nil }`, ""},
		{"closed by a method", newConn + `
			func (c *conn) hello() error { if err := shake(); err != nil { c.Close(); return err }; return nil }
			func dial() (*conn, error) { c := newConn()
				if err := c.hello(); err != nil { return nil, err }
				return c, nil }`, ""},
		{"a method puts it somewhere", newConn + `
			var conns []*conn
			func (c *conn) hello() error { conns = append(conns, c); return shake() }
			func dial() (*conn, error) { c := newConn()
				if err := c.hello(); err != nil { return nil, err }
				return c, nil }`, ""},
		{"somebody has it already", `
			var conns []*conn
			func dial() (*conn, error) { c := made(); conns = append(conns, c)
				go c.loop()
				if err := shake(); err != nil { return nil, err }
				return c, nil }`, ""},
		{"closed by what is deferred", newConn + `
			func dial() (_ *conn, err error) { c := newConn()
				defer func() { if err != nil { c.Close() } }()
				if err := shake(); err != nil { return nil, err }
				return c, nil }`, ""},
		{"its constructor puts it somewhere", `
			var conns []*conn
			func newConn() *conn { c := made(); go c.loop(); conns = append(conns, c); return c }
			func dial() (*conn, error) { c := newConn()
				if err := shake(); err != nil { return nil, err }
				return c, nil }`, ""},
		{"a goroutine ends it", newConn + `
			func (c *conn) hello() error { go c.read(); return shake() }
			func (c *conn) read() { if shake() != nil { c.Close() } }
			func dial() (*conn, error) { c := newConn()
				if err := c.hello(); err != nil { return nil, err }
				return c, nil }`, ""},
		{"no error", newConn + `
			func dial() *conn { c := newConn()
				if shake() != nil { return nil }
				return c }`, ""},
		{"it also ends by itself", `
			func (c *conn) read() { for { select { case n := <-c.in: if n == 0 { return }; case <-c.quit: return } } }
			func dial() (*conn, error) { c := made(); go c.read()
				if err := shake(); err != nil { return nil, err }
				return c, nil }`, ""},
		{"before it is started", `
			func dial() (*conn, error) { c := made()
				if err := shake(); err != nil { return nil, err }
				go c.loop(); return c, nil }`, ""},
	})
}
