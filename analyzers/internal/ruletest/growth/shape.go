package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// A shape is a way in which programs grow.
type shape struct {
	name    string
	n       int // the smallest size to measure
	program func(n int) string
}

// shapes are all shapes, each group in a file of its own.
var shapes = slices.Concat(calls, closures, values, wrappers, kinds, waits, ends, frameworks, posts, syntax)

// The sizes to begin with: they double twice.
const (
	small  = 8 // for what is quadratic in the program's own size
	medium = 100
	usual  = 250
)

// each repeats a line of the program n times, with $i for 0 to n-1, $h for the
// number before and $j for the one after.
func each(n int, line string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(fill(line, i))
	}
	return b.String()
}

func fill(line string, i int) string {
	return strings.NewReplacer("$h", strconv.Itoa(i-1), "$i", strconv.Itoa(i), "$j", strconv.Itoa(i+1)).Replace(line)
}

// served is a program with a hand-written loop that calls handle of its state
// for each message. The body defines handle, and may use the state's other fields.
func served(body string) string {
	return `package a

import (
	"sync"
	"time"
)

var (
	_ time.Duration
	_ sync.Mutex
)

type state struct {
	in    chan int
	other chan string
	cb    func()
}

func start() *state {
	s := &state{in: make(chan int), other: make(chan string)}
	go s.run()
	return s
}

func (s *state) run() {
	for {
		select {
		case v := <-s.in:
			s.handle(v)
		case <-s.other:
		}
	}
}

` + body
}

// above is a served program whose handle does this.
func above(handle, rest string) string {
	return served("func (s *state) handle(v int) {\n" + handle + "}\n" + rest)
}

// bubbles is a program with a Bubble Tea model m, without its Update.
func bubbles(body string) string {
	return ruletest.Tea + `
-- example.com/a/a.go --
package a

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

var _ time.Duration

func (m *model) Init() tea.Cmd  { return nil }
func (m *model) View() tea.View { return tea.NewView("") }

` + body
}

// widgets is a program with tview's application and a list.
func widgets(body string) string {
	return ruletest.Tview + `
-- example.com/a/a.go --
package a

import (
	"time"

	"github.com/rivo/tview"
)

var _ time.Duration

type ui struct {
	app  *tview.Application
	list *tview.List
	box  *tview.Box
}

` + body
}

// gnet is a program with connections that lend buffers.
func gnet(body string) string {
	return ruletest.Gnet + `
-- example.com/a/a.go --
package a

import "github.com/panjf2000/gnet/v2"

func use([]byte) {}

` + body
}

// paho is a program with the MQTT client.
func paho(body string) string {
	return ruletest.Paho + `
-- example.com/a/a.go --
package a

import mqtt "github.com/eclipse/paho.mqtt.golang"

` + body
}
