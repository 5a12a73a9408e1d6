package ruletest

import "testing"

// Long skips a test that takes long: in short mode, which is told why, and where
// the race detector would make it several times as long. "make test" runs it
// without.
func Long(t *testing.T, why string) {
	t.Helper()
	switch {
	case testing.Short():
		t.Skip(why)
	case race:
		t.Skip("it takes several times as long with the race detector")
	}
}
