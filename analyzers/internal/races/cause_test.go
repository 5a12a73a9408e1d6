package races_test

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestCauses: what runs beside a loop that runs it too was written for the loop alone,
// where it touches several fields; the loop itself, started another way, is no such thing.
func TestCauses(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"what the rounds run too", `
			type D struct { in chan int; a, b, k int }
			func (d *D) set(i int) { d.a, d.b, d.k = i, i, i }
			func (d *D) run() { for i := range d.in { d.set(i) } }
			func (d *D) later() { d.set(1) }
			func New() *D { d := &D{}; go d.run(); return d }
			func (d *D) ask() { go d.later() }
			func (d *D) askTwo() { go func() { d.a, d.b = 1, 1 }() }`, `
			d.set runs here on the goroutine of D.later, and D.run runs it too: they race for 3 fields (a, b, k)
			strict: d.a is written here on a goroutine that D.askTwo starts (line 17), and D.run writes it (line 12): a race, and so for b`},
		{"one loop that is started in two ways", `
			type D struct { in chan int; out chan bool; a, b, k int }
			func (d *D) set(i int) { d.a, d.b, d.k = i, i, i }
			func (d *D) run() { for i := range d.in { d.set(i) } }
			func (d *D) Text() { go func() { d.run(); d.out <- true }() }
			func (d *D) Sum() { go func() { d.run(); println(d.a); d.out <- true }() }`, `
			strict: d.a is written here on the goroutine of D.run, and D.run writes it (line 12): a race, and so for 2 fields (b, k)`},
		{"what the rounds run too, and only reads", `
			type D struct { in chan int; a, b, k int }
			func (d *D) get() { println(d.a, d.b, d.k) }
			func (d *D) run() { for i := range d.in { d.get(); d.a, d.b, d.k = i, i, i } }
			func (d *D) later() { d.get() }
			func New() *D { d := &D{}; go d.run(); return d }
			func (d *D) ask() { go d.later() }`, `
			strict: d.a is read here on the goroutine of D.later, and D.run writes it (line 13): a race, and so for 2 fields (b, k)`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, racesIn(t, "import (\"context\"; \"sync\")\nvar _ sync.Mutex\nvar _ context.Context\n"+loop+test.src), test.want)
		})
	}
}
