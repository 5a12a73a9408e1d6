package races_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/races"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestHandlers: a router's handler runs beside a loop, and so does the method of a service;
// a stream of gRPC has one sender at a time.
func TestHandlers(t *testing.T) {
	p := ruletest.Load(t, ruletest.Handlers, `
-- example.com/a/a.go --
package a

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/mux"
	"github.com/labstack/echo/v4"
	"golang.org/x/net/websocket"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
)

type hub struct {
	in            chan string
	a, b, c, e, f map[string]int
	d             int
}

func (h *hub) run() {
	for key := range h.in {
		h.a[key]++
		h.b[key]++
		h.c[key]++
		h.e[key]++
		h.f[key]++
	}
}

func start(e *gin.Engine, o *echo.Echo, m *mux.Router, g *grpc.Server) {
	h := &hub{a: map[string]int{}, b: map[string]int{}, c: map[string]int{}}
	go h.run()
	e.GET("/", h.gin)
	o.GET("/", h.echo)
	m.HandleFunc("/", h.mux)
	http.Handle("/", websocket.Handler(h.socket))
	health.RegisterHealthServer(g, h)
}

func (h *hub) gin(c *gin.Context)                           { println(h.a["x"], h.d) }
func (h *hub) echo(c echo.Context) error                    { return c.String(h.b["x"], "") }
func (h *hub) mux(w http.ResponseWriter, r *http.Request)   { println(h.c["x"]) }
func (h *hub) socket(c *websocket.Conn)                     { println(h.e["x"]) }

func (h *hub) Check(ctx context.Context, r *health.CheckRequest) (*health.CheckResponse, error) {
	return &health.CheckResponse{Status: h.f[r.Service]}, nil
}

func (h *hub) List(ctx context.Context, r *health.CheckRequest) (*health.CheckResponse, error) {
	return nil, nil
}

func (h *hub) Watch(r *health.CheckRequest, s grpc.ServerStream) error { return nil }

// helper is no method of the service, which has the form of one.
func (h *hub) helper(ctx context.Context, r *health.CheckRequest) (*health.CheckResponse, error) {
	println(h.f["y"])
	return nil, nil
}

type stream interface {
	Send(int) error
	Recv() (int, error)
	grpc.ServerStream
}

func serve(s stream, ticks chan int) {
	go func() {
		for n := range ticks {
			_ = s.Send(n)
		}
	}()
	for {
		n, err := s.Recv()
		if err != nil || s.Send(n) != nil {
			return
		}
	}
}
`)
	var b strings.Builder
	for _, r := range ruletest.Result[*races.Result](t, p, races.Analyzer).Races() {
		fmt.Fprintln(&b, r.Strict, r.Story(p.Packages[0].Fset))
	}
	ruletest.Equal(t, b.String(), `
		false h.a is read here on the goroutine of hub.gin, and hub.run writes it (line 23): a race
		false h.b is read here on the goroutine of hub.echo, and hub.run writes it (line 24): a race
		false h.c is read here on the goroutine of hub.mux, and hub.run writes it (line 25): a race
		false h.e is read here on the goroutine of hub.socket, and hub.run writes it (line 26): a race
		false h.f is read here by whoever calls hub.Check, and hub.run writes it (line 27): a race
		false s.Send is called here on a goroutine that serve starts (line 69), and serve calls s.Send (line 76), but one goroutine at a time may send on a gRPC stream`)
}
