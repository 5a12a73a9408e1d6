package contract_test

import (
	"slices"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// TestLoopID: messages call a framework's loops by the framework, and a
// hand-written one by its function.
func TestLoopID(t *testing.T) {
	tests := []struct {
		id   contract.LoopID
		want string
	}{
		{contract.LoopID{}, ""},
		{contract.LoopID{Owner: "bubbletea"}, "bubbletea"},
		{contract.LoopID{Owner: "nats", Name: "conn"}, "nats conn"},
		{contract.LoopID{Owner: "example.com/hub", Name: "hub.run"}, "hub.run"},
	}
	for _, test := range tests {
		if got := test.id.String(); got != test.want {
			t.Errorf("%#v is called %q, want %q", test.id, got, test.want)
		}
	}
}

func TestLoopIDOrder(t *testing.T) {
	ids := []contract.LoopID{{Owner: "b"}, {Owner: "a", Name: "y"}, {Owner: "a"}, {Owner: "a", Name: "x"}}
	slices.SortFunc(ids, contract.LoopID.Compare)
	want := []contract.LoopID{{Owner: "a"}, {Owner: "a", Name: "x"}, {Owner: "a", Name: "y"}, {Owner: "b"}}
	if !slices.Equal(ids, want) {
		t.Errorf("the order is %v", ids)
	}
}

// TestCovers: what holds for every loop of a framework holds for each of them,
// and for nobody else's.
func TestCovers(t *testing.T) {
	one, other := contract.LoopID{Owner: "a"}, contract.LoopID{Owner: "a", Name: "pool"}
	all, foreign := contract.LoopID{Owner: "a", Name: contract.Every}, contract.LoopID{Owner: "b"}
	tests := []struct {
		id, loop contract.LoopID
		want     bool
	}{
		{one, one, true}, {one, other, false}, {other, one, false}, {one, foreign, false},
		{all, one, true}, {all, other, true}, {all, foreign, false}, {foreign, one, false},
	}
	for _, test := range tests {
		if got := test.id.Covers(test.loop); got != test.want {
			t.Errorf("%#v covers %#v: %v", test.id, test.loop, got)
		}
	}
}

func TestModule(t *testing.T) {
	m := contract.Module{Path: "example.com/ui"}
	for path, want := range map[string]bool{
		"example.com/ui": true, "example.com/ui/list": true, "example.com/uikit": false, "example.com": false, "": false,
	} {
		if got := m.Holds(path); got != want {
			t.Errorf("%s holds %q: %v", m.Path, path, got)
		}
	}
}

func TestSymbol(t *testing.T) {
	for s, want := range map[contract.Symbol]string{
		{Pkg: "a/b", Name: "F"}:            "a/b.F",
		{Pkg: "a/b", Recv: "T", Name: "M"}: "a/b.T.M",
	} {
		if got := s.String(); got != want {
			t.Errorf("%#v is spelled %q, want %q", s, got, want)
		}
	}
}

// TestDutyID: duties of one type are told apart by the calls that they come from.
func TestDutyID(t *testing.T) {
	f := &contract.Framework{Name: "ui"}
	cmd := contract.Symbol{Pkg: "ui", Name: "Cmd"}
	every := contract.Duty{Type: cmd}
	focus := contract.Duty{Type: cmd, From: []contract.Symbol{{Pkg: "ui", Recv: "Input", Name: "Focus"}}}
	if got, want := every.ID(f), (contract.RowID{Framework: "ui", Kind: "duty", Symbol: "ui.Cmd"}); got != want {
		t.Errorf("the ID is %v, want %v", got, want)
	}
	if got, want := focus.ID(f).Symbol, "ui.Cmd from ui.Input.Focus"; got != want {
		t.Errorf("the ID is %q, want %q", got, want)
	}
}

// TestBut: an exception belongs to the row that was made with it, not to those
// that the code is shared with.
func TestBut(t *testing.T) {
	code := contract.Param("p", "T", "M", 0)
	one := code.But(contract.Symbol{Pkg: "p", Name: "a"})
	two, three := one.But(contract.Symbol{Pkg: "p", Name: "b"}), one.But(contract.Symbol{Pkg: "p", Name: "c"})
	if len(code.Except) != 0 || len(one.Except) != 1 || two.Except[1].Name != "b" || three.Except[1].Name != "c" {
		t.Errorf("exceptions leak: %v %v %v %v", code.Except, one.Except, two.Except, three.Except)
	}
}
