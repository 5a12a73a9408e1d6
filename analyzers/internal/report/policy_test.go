package report_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// A fixed policy answers what it is made to.
type fixed struct {
	least func(config.Question) (config.Tier, bool)
	known map[string]int
}

func (f fixed) Least(q config.Question, asked config.Tier) (config.Tier, bool) {
	if f.least == nil {
		return asked, true
	}
	return f.least(q)
}

func (f fixed) Known(fingerprint string) int { return f.known[fingerprint] }

func setPolicy(t *testing.T, p config.Policy) {
	config.SetPolicy(p)
	t.Cleanup(func() { config.SetPolicy(nil) })
}

// TestPolicy: what the settings do not ask for is not told, and a directive that
// silences it is of use all the same.
func TestPolicy(t *testing.T) {
	var asked []string
	setPolicy(t, fixed{least: func(q config.Question) (config.Tier, bool) {
		asked = append(asked, fmt.Sprintf("%s/%s %s", q.Rule, q.Class, filepath.Base(q.File)))
		return map[string]config.Tier{"likely": config.Sure, "strict": config.Strict}[q.Class], q.Class != "sure"
	}})
	ruletest.Equal(t, findings(t, `func a() {
		sure("off")
		sure("off") //loopcheck:ignore loopblock it counts
		likely("too little")
		strict("enough here")
	}`), "a.go:9: enough here")
	ruletest.Equal(t, strings.Join(asked, "\n"), `
		loopblock/sure a.go
		loopblock/sure a.go
		loopblock/likely a.go
		loopblock/strict a.go`)
}

// TestUnusedOff: where a rule is off, what its directives do is nobody's business.
func TestUnusedOff(t *testing.T) {
	setPolicy(t, fixed{least: func(config.Question) (config.Tier, bool) { return config.Strict, false }})
	ruletest.Equal(t, findings(t, `func a() { println() } //loopcheck:ignore loopblock for nothing`), "")
}

// TestKnown: what is known is not told, counts for nobody, and does not stand for what is new.
func TestKnown(t *testing.T) {
	const src = `
		func a() { sure("one", "group x") }
		func b() { sure("two", "group x"); sure("three", "group x") }
		func c() { println() } //loopcheck:ignore loopblock for nothing`
	known := make(map[string]int)
	setPolicy(t, fixed{known: known})
	for _, f := range records(t, rule, header+src) {
		if f.Function != "b" {
			known[f.Fingerprint]++
		}
	}
	ruletest.Equal(t, findings(t, src), "a.go:7: two (and 1 more here)")
	for _, f := range records(t, rule, header+src) {
		if f.Function == "b" {
			known[f.Fingerprint] = 1
		}
	}
	ruletest.Equal(t, findings(t, src), "a.go:7: three")
}

// TestApart: each place of a way is told, once, and no finding stands for another.
func TestApart(t *testing.T) {
	flag := config.Analyzer.Flags.Lookup("apart")
	t.Cleanup(func() { flag.Value.Set(flag.DefValue) })
	flag.Value.Set("true")
	ruletest.Equal(t, findings(t, `func a() {
			sure("one", "group x",
				"a step")
			sure("two", "group x", `+"`another`"+`)
			sure("silent", "a step of it") //loopcheck:ignore loopblock here
		}`), `
		a.go:6: one
		a.go:8: two
		a.go:7: a step; see a.go:6: one
		a.go:8: another; see a.go:8: two`)
}
