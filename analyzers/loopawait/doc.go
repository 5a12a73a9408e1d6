// Package loopawait defines an analyzer that reports results of submissions
// that are dropped.
//
// # Analyzer loopawait
//
// loopawait: report commands, tokens and futures that are dropped
//
// What it reports: a value that obliges its holder to do something with it,
// where the call stands as a statement, the value is assigned to the blank
// identifier, or it is overwritten before anybody reads it: a tea.Cmd, from
// Bubble Tea, its components or one's own functions, an MQTT token of Connect
// or Subscribe, a future.
//
// Why it matters: a tea.Cmd does nothing until the loop gets it, and the error
// of a submission is in its future alone. Dropped, the load never starts, the
// spinner stands still, the failed subscription is never seen.
//
// Wrong:
//
//	case itemsMsg:
//		m.list.SetItems(msg)
//		return m, nil
//
// Right:
//
//	case itemsMsg:
//		return m, m.list.SetItems(msg)
//
// When it stays silent: a value that is returned, passed, stored, sent or
// captured, whatever becomes of it there; a function that returns nil for it on
// every path; a component made in the same function, as constructors do
// (ti.Focus() where Init returns textinput.Blink); test files.
//
// Suppress: put a comment on the line, above it, or on the function:
//
//	//loopcheck:ignore loopawait the list has no filter
package loopawait
