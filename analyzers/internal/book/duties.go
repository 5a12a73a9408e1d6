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
		if len(r.Row.From) > 0 && !slices.Contains(b.from.of(0, fn), r) || len(r.Row.Since) > 0 {
			continue
		}
		if !slices.Contains(b.except.of(0, fn), r) {
			rows = append(rows, r)
		}
	}
	return rows
}

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
