package touches

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// escapes writes what outlives its callback: "5:2: buf: it is sent to s.frames".
func escapes(p *ruletest.Program, r *Result) string {
	var b strings.Builder
	for _, e := range r.Escapes() {
		pos := p.Position(e.Node.Pos())
		fmt.Fprintf(&b, "%d:%d: %s: %s\n", pos.Line, pos.Column, e.Name, e.How)
	}
	return b.String()
}

func escapesOf(t testing.TB, archives ...string) string {
	t.Helper()
	p := ruletest.Load(t, archives...)
	return escapes(p, ruletest.Result[*Result](t, p, Analyzer))
}

func TestEscapes(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a; import "github.com/panjf2000/gnet/v2"
type server struct{ last []byte; frames chan []byte }
var global []byte
func use([]byte) {}
func (s *server) on(c gnet.Conn) {
	buf, _ := c.Next(-1)
	use(buf)
	go use(buf)
	go func() { use(buf) }()
	s.last = buf
	s.last = buf[1:]
	global = buf
	s.frames <- buf
	copied := append([]byte(nil), buf...)
	s.last = copied
	head := buf
	func() { use(buf) }()
	_ = head
}
`
	ruletest.Equal(t, escapesOf(t, ruletest.Gnet, src), `
		8:9: buf: another goroutine uses it
		9:18: buf: another goroutine uses it
		10:11: buf: it is stored in s.last
		11:11: buf: it is stored in s.last
		12:11: buf: it is stored in global
		13:14: buf: it is sent to s.frames`)
}

// TestIssueOneStatement: each of two values that a statement stores has a place
// of its own, the same on every run.
func TestIssueOneStatement(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a; import "github.com/panjf2000/gnet/v2"
type server struct{ head, body []byte }
func (s *server) on(c gnet.Conn) {
	head, _ := c.Peek(4)
	body, _ := c.Next(-1)
	s.head, s.body = head, body
}
`
	ruletest.Equal(t, escapesOf(t, ruletest.Gnet, src), `
		6:19: head: it is stored in s.head
		6:25: body: it is stored in s.body`)
	p := ruletest.Load(t, ruletest.Gnet, src)
	ruletest.Repeat(t, 20, func() string { return escapes(p, ruletest.Result[*Result](t, p, Analyzer)) })
}

// TestIssueNoBody: a function that is implemented elsewhere is lent what others are.
func TestIssueNoBody(t *testing.T) {
	ruletest.Equal(t, escapesOf(t, `
-- github.com/dop251/goja/goja.go --
package goja
type Value interface{}
type FunctionCall struct{ Arguments []Value }
-- example.com/a/a.go --
package a; import "github.com/dop251/goja"
func native(call goja.FunctionCall) goja.Value
`), ``)
}
