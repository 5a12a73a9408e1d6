// Package gnet blocks in the callbacks of its event loops.
package gnet

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/panjf2000/gnet/v2"
	"github.com/panjf2000/gnet/v2/pkg/pool/goroutine"
)

// A server blocks in every event of a connection.
type server struct {
	gnet.BuiltinEventEngine
	db   *sql.DB
	jobs chan []byte
}

func (s *server) OnOpen(c gnet.Conn) (out []byte, action gnet.Action) {
	motd, _ := exec.Command("fortune").Output() // want "blocks the gnet loop"
	return motd, gnet.None
}

func (s *server) OnTraffic(c gnet.Conn) gnet.Action {
	line := make([]byte, c.InboundBuffered())
	c.Read(line)
	s.store(line)
	s.jobs <- line // want "blocks the gnet loop"
	return gnet.None
}

func (s *server) serveJobs() {
	for range s.jobs {
	}
}

func (s *server) store(line []byte) {
	s.db.Exec("insert into lines values (?)", line) // want "blocks the gnet loop"
}

func (s *server) OnClose(c gnet.Conn, err error) gnet.Action {
	time.Sleep(2 * time.Second) // want "time.Sleep blocks the gnet loop for 2s"
	c.EventLoop().Execute(context.Background(), gnet.RunnableFunc(func(ctx context.Context) error {
		_, err := net.LookupHost("example.com") // want "blocks the gnet loop"
		return err
	}))
	return gnet.None
}

// reply names what to do when the write is done, which happens on the loop.
func reply(c gnet.Conn, body []byte) error {
	return c.AsyncWrite(body, func(c gnet.Conn, err error) error {
		return exec.Command("logger", string(body)).Run() // want "blocks the gnet loop"
	})
}

// A proxy answers at once and does the rest elsewhere.
type proxy struct {
	gnet.BuiltinEventEngine
	pool *goroutine.Pool
	jobs chan []byte
}

func (p *proxy) OnTraffic(c gnet.Conn) gnet.Action {
	line := make([]byte, c.InboundBuffered())
	c.Read(line)
	p.pool.Submit(func() {
		http.Head("https://example.com")
		c.AsyncWrite(line, nil)
	})
	go func() {
		time.Sleep(time.Second)
		c.Wake(nil)
	}()
	select {
	case p.jobs <- line:
	default:
		return gnet.Close
	}
	return gnet.None
}

// OnTick has a goroutine of its own, the engine's ticker.
func (p *proxy) OnTick() (time.Duration, gnet.Action) {
	http.Head("https://example.com/alive")
	return time.Minute, gnet.None
}

func (p *proxy) OnOpen(c gnet.Conn) ([]byte, gnet.Action) {
	return []byte("hello\n"), gnet.None
}

func (p *proxy) serve(addr string) error {
	// Before the engine runs.
	if _, err := os.Stat("config"); err != nil {
		return err
	}
	return gnet.Run(p, addr, gnet.WithMulticore(true))
}

func newServer(db *sql.DB) *server { return &server{db: db, jobs: make(chan []byte)} }
