package book

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// Late returns the rows for fn as a call that comes too late once its object is closed.
func (b *Book) Late(fn *types.Func) []Bound[contract.Late] { return b.late.of(0, fn) }

// Closing returns the rows for fn as a call that closes an object.
func (b *Book) Closing(fn *types.Func) []Bound[contract.Late] { return b.closing.of(0, fn) }

// Duties returns the duties of a value of type t that a call of fn (nil if
// unknown) returned.
func (b *Book) Duties(t types.Type, fn *types.Func) []Bound[contract.Duty] {
	var rows []Bound[contract.Duty]
	for _, r := range b.duties.of(0, nameBehind(t)) {
		if len(r.Row.From) > 0 && !slices.Contains(b.from.of(0, fn), r) || len(r.Row.Since)+len(r.Row.Drains) > 0 {
			continue
		}
		if !slices.Contains(b.except.of(0, fn), r) {
			rows = append(rows, r)
		}
	}
	if isBare(t) {
		rows = append(rows, b.bare.of(0, fn)...)
	}
	return rows
}

// isBare reports whether a type is a channel's or a function's without a name.
func isBare(t types.Type) bool {
	switch types.Unalias(t).(type) {
	case *types.Chan, *types.Signature:
		return true
	}
	return false
}

// ForAll returns the duties that a call of fn meets for all values of a package.
func (b *Book) ForAll(fn *types.Func) []Bound[contract.Duty] { return b.forAll.of(0, fn) }

// Draining returns the duties to drain what a call of fn makes.
func (b *Book) Draining(fn *types.Func) []Bound[contract.Duty] {
	return slices.DeleteFunc(slices.Clone(b.from.of(0, fn)), func(r Bound[contract.Duty]) bool { return len(r.Row.Drains) == 0 })
}

// Drained returns the channels that a duty says to receive from.
func (b *Book) Drained(d *contract.Duty) []types.Object { return b.drained[d] }

// Makes reports whether a call of fn makes the settings that may free of a duty.
func (b *Book) Makes(d *contract.Duty, fn *types.Func) bool { return hasDuty(b.makes.of(0, fn), d) }

// Meets reports whether a call of fn on a value meets a duty of it.
func (b *Book) Meets(d *contract.Duty, fn *types.Func) bool { return hasDuty(b.meets.of(0, fn), d) }

// Since returns the duties that a value has from a call of fn on it on.
func (b *Book) Since(fn *types.Func) []Bound[contract.Duty] { return b.since.of(0, fn) }

// EndsInstead reports whether the program ends where fn, or what it returns, is handed on
// instead of a value with a duty.
func (b *Book) EndsInstead(d *contract.Duty, fn *types.Func) bool {
	return hasDuty(b.instead.of(0, fn), d)
}

func hasDuty(rows []Bound[contract.Duty], d *contract.Duty) bool {
	return slices.ContainsFunc(rows, func(r Bound[contract.Duty]) bool { return r.Row == d })
}

// DutyID returns a duty's name in facts.
func (b *Book) DutyID(d *contract.Duty) contract.RowID { return b.idOf[d] }

// Duty returns the duty that a name in a fact stands for, or nil.
func (b *Book) Duty(id contract.RowID) *contract.Duty { return b.dutyOf[id] }
