package weight_test

import (
	"testing"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
)

// TestTable is the table of the package's page.
func TestTable(t *testing.T) {
	rows := []struct {
		lasts contract.Length
		felt  [3]bool // once, now and then, each time
	}{
		{contract.Short, [3]bool{false, false, true}},
		{contract.Long, [3]bool{false, true, true}},
		{contract.Unbounded, [3]bool{true, true, true}},
		{contract.Forever, [3]bool{true, true, true}},
	}
	for _, row := range rows {
		for often, felt := range row.felt {
			if w := weight.Of(row.lasts, weight.Often(often), true); w.Felt() != felt {
				t.Errorf("length %d, often %d: %v", row.lasts, often, w)
			}
			if w := weight.Of(row.lasts, weight.Often(often), false); w.Felt() {
				t.Errorf("length %d, often %d, and nobody waits: %v", row.lasts, often, w)
			}
		}
	}
	if weight.Slight.String() != "slight" || weight.Of(contract.Long, weight.NowAndThen, true).String() != "felt" {
		t.Error("the words are others")
	}
}

func TestRate(t *testing.T) {
	tests := []struct {
		entry       contract.Entry
		conditional bool
		want        weight.Often
	}{
		{contract.Act, false, weight.NowAndThen},
		{contract.Act, true, weight.NowAndThen},
		{contract.Message, false, weight.EachTime},
		{contract.Message, true, weight.NowAndThen},
		{contract.Draw, false, weight.EachTime},
		{contract.Draw, true, weight.EachTime},
		{contract.Start, false, weight.Once},
		{contract.End, true, weight.Once},
	}
	for _, test := range tests {
		if got := weight.Rate(test.entry, test.conditional); got != test.want {
			t.Errorf("entry %d, conditional %v: %d", test.entry, test.conditional, got)
		}
	}
}

func TestLength(t *testing.T) {
	tests := []struct {
		class contract.Class
		bound time.Duration
		said  contract.Length
		want  contract.Length
	}{
		{contract.Net, 0, contract.Usual, contract.Unbounded},
		{contract.Exec, 0, contract.Usual, contract.Unbounded},
		{contract.Exec, 0, contract.Short, contract.Short},
		{contract.Disk, 0, contract.Usual, contract.Short},
		{contract.Disk, 0, contract.Long, contract.Long},
		{contract.Sleep, 0, contract.Usual, contract.Long},
		{contract.Sleep, 50 * time.Millisecond, contract.Usual, contract.Short},
		{contract.Sleep, 500 * time.Millisecond, contract.Usual, contract.Long},
		{contract.Sleep, 3 * time.Second, contract.Usual, contract.Unbounded},
		{contract.Chan, 0, contract.Usual, contract.Unbounded},
	}
	for _, test := range tests {
		if got := weight.Length(test.class, test.bound, test.said); got != test.want {
			t.Errorf("%s, %v, said %d: %d", test.class, test.bound, test.said, got)
		}
	}
	if weight.Many(contract.Short) != contract.Long || weight.Many(contract.Unbounded) != contract.Unbounded {
		t.Error("many small files are small")
	}
}
