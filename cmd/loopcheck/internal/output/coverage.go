package output

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Coverage says how much of what was analysed is known to run on a loop, so that a
// run without findings can be told from one that had nothing to look at. Its JSON form
// is what -json prints. Tests are left out of it.
type Coverage struct {
	// Packages is how many were analysed.
	Packages int `json:"packages"`

	// Loops are the loops that code runs on, sorted by name.
	Loops []LoopUse `json:"loops"`

	// On, Off and Unknown count functions, literals among them: on a loop, surely on
	// another goroutine, and neither.
	On      int `json:"on"`
	Off     int `json:"off"`
	Unknown int `json:"unknown"`

	// Unfollowed counts calls in code on a loop that may run what nobody has looked into.
	Unfollowed int `json:"unfollowed"`
}

// A LoopUse is a loop, and how many functions run on it.
type LoopUse struct {
	Name      string `json:"name"`            // "tview", "hub.run"
	Owner     string `json:"owner,omitempty"` // the framework, or the import path of the hand-written loop's package
	Functions int    `json:"functions"`
}

// SortLoops sorts loops by name and owner, and makes one of those that are the same.
func SortLoops(loops []LoopUse) []LoopUse {
	slices.SortFunc(loops, func(a, b LoopUse) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Owner, b.Owner))
	})
	var all []LoopUse
	for _, l := range loops {
		if n := len(all); n > 0 && all[n-1].Name == l.Name && all[n-1].Owner == l.Owner {
			all[n-1].Functions += l.Functions
			continue
		}
		all = append(all, l)
	}
	return all
}

// maxLoops bounds how many loops are named of a program that has many.
const maxLoops = 5

// String is the coverage on one line.
func (c Coverage) String() string {
	if len(c.Loops) == 0 {
		return fmt.Sprintf("no loop in %s, %s on other goroutines, %d unknown", count(c.Packages, "package"), count(c.Off, "function"), c.Unknown)
	}
	them := "them"
	if len(c.Loops) == 1 {
		them = "it"
	}
	return fmt.Sprintf("%s (%s), %s on %s, %d on other goroutines, %d unknown, %s not followed",
		count(len(c.Loops), "loop"), c.names(), count(c.On, "function"), them, c.Off, c.Unknown, count(c.Unfollowed, "call"))
}

// names are those of the loops with most functions on them.
func (c Coverage) names() string {
	loops := slices.Clone(c.Loops)
	slices.SortStableFunc(loops, func(a, b LoopUse) int { return cmp.Compare(b.Functions, a.Functions) })
	more := ""
	if n := len(loops) - maxLoops; n > 0 {
		more = fmt.Sprintf(" and %d more", n)
		loops = loops[:maxLoops]
	}
	names := make([]string, len(loops))
	for i, l := range loops {
		names[i] = l.Name
	}
	return strings.Join(names, ", ") + more
}

// ByRule counts findings by their rules, most first: "8 loopblock, 2 loopowner".
func ByRule(findings []Finding) string {
	counts := make(map[string]int)
	var rules []string
	for _, f := range findings {
		if counts[f.Rule] == 0 {
			rules = append(rules, f.Rule)
		}
		counts[f.Rule]++
	}
	slices.SortFunc(rules, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	for i, rule := range rules {
		rules[i] = fmt.Sprintf("%d %s", counts[rule], rule)
	}
	return strings.Join(rules, ", ")
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
