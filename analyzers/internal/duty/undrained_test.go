package duty

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestUndrained: who makes what delivers on several channels receives from each.
func TestUndrained(t *testing.T) {
	const header = `
-- example.com/a/a.go --
package a
import (
	"github.com/IBM/sarama"
	"github.com/fsnotify/fsnotify"
)
type server struct {
	w *fsnotify.Watcher
	p sarama.AsyncProducer
	conf *sarama.Config
}
func handle(any) {}
`
	const events = `w, err := fsnotify.NewWatcher(); println(err); for e := range w.Events { handle(e) }`
	const send = `func (s *server) send(m *sarama.ProducerMessage) { s.p.Input() <- m }
`
	tests := []struct{ name, src, want string }{
		{"of a local value", `func f() { ` + events + ` }`, `f: fsnotify.NewWatcher 0 of Errors, undrained`},
		{"received elsewhere in the function", `func f() { go func() { w, _ := fsnotify.NewWatcher(); for { select { case <-w.Events: case <-w.Errors: } } }() }`, ``},
		{"of a field", `func f(s *server) { w, err := fsnotify.NewWatcher(); println(err); s.w = w }
			func g(s *server) { if s.w != nil { for e := range s.w.Events { handle(e) } } }`, `f: fsnotify.NewWatcher 0 of Errors, undrained`},
		{"of a field, elsewhere", `func f(s *server) { w, err := fsnotify.NewWatcher(); println(err); s.w = w }
			func g(s *server) { handle(<-s.w.Errors) }`, ``},
		{"of a literal's field", `func f() *server { w, _ := fsnotify.NewWatcher(); return &server{w: w} }`, `f: fsnotify.NewWatcher 0 of Errors, undrained`},
		{"handed on", `func f() { w, _ := fsnotify.NewWatcher(); handle(w) }`, ``},
		{"returned", `func f() *fsnotify.Watcher { w, _ := fsnotify.NewWatcher(); return w }`, ``},
		{"in a map", `func f() map[int]*fsnotify.Watcher { w, _ := fsnotify.NewWatcher(); return map[int]*fsnotify.Watcher{1: w} }`, ``},
		{"in another's map", `func f(m map[int]*fsnotify.Watcher) { w, _ := fsnotify.NewWatcher(); m[1] = w }`, ``},
		{"in a container's field", `var all struct{ W *fsnotify.Watcher }; func f() { w, _ := fsnotify.NewWatcher(); all.W = w }`, ``},
		{"moved on and on", `func f() {
			w, _ := fsnotify.NewWatcher()
			w1 := w; w2 := w1; w3 := w2; w4 := w3; w5 := w4; w6 := w5; w7 := w6; w8 := w7
			for e := range w8.Events { handle(e) }
		}`, ``},
		{"a producer with the usual settings", send + `func f(s *server) { c := sarama.NewConfig(); s.p, _ = sarama.NewAsyncProducer(nil, c) }`, `f: sarama.NewAsyncProducer 0 of Errors, undrained`},
		{"set to tell no errors", send + `func f(s *server) { c := sarama.NewConfig(); c.Producer.Return.Errors = false; s.p, _ = sarama.NewAsyncProducer(nil, c) }`, ``},
		{"set to tell errors", send + `func f(s *server) { c := sarama.NewConfig(); c.Producer.Return.Errors = true; s.p, _ = sarama.NewAsyncProducer(nil, c) }`, `f: sarama.NewAsyncProducer 0 of Errors, undrained`},
		{"set by somebody else", send + `func f(s *server) { s.p, _ = sarama.NewAsyncProducer(nil, s.conf) }`, ``},
		{"drained", send + `func f(s *server) { c := sarama.NewConfig(); s.p, _ = sarama.NewAsyncProducer(nil, c); go func() { for e := range s.p.Errors() { handle(e) } }() }`, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, drops(t, ruletest.Handlers, header+test.src), test.want)
		})
	}
}
