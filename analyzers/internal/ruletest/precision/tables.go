package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// fill puts the tables between the page's marks: "<!-- rules -->" up to
// "<!-- end -->" is the table by rule, and so on.
func fill(page string, l list) (string, error) {
	rule := func(v verdict) string { return v.rule }
	now := l.found()
	for name, table := range map[string]string{
		"rules":        tally(now, "rule", rule),
		"frameworks":   tally(now, "framework", func(v verdict) string { return v.framework }),
		"categories":   tally(now, "category", func(v verdict) string { return v.rule + "/" + v.category }),
		"first":        tally(l.verdicts, "rule", rule),
		"repositories": perRepository(l, now),
	} {
		before, rest, found := strings.Cut(page, "<!-- "+name+" -->\n")
		_, after, ended := strings.Cut(rest, "<!-- end -->\n")
		if !found || !ended {
			return "", fmt.Errorf("%s has no place for the table %q", pageFile, name)
		}
		page = before + "<!-- " + name + " -->\n" + table + "<!-- end -->\n" + after
	}
	return page, nil
}

// A count is how many findings have which grade.
type count map[string]int

func (c count) all() int {
	sum := 0
	for _, n := range c {
		sum += n
	}
	return sum
}

// share is the part of all that has one of the grades, in percent.
func (c count) share(grades ...string) int {
	sum := 0
	for _, g := range grades {
		sum += c[g]
	}
	return (200*sum + c.all()) / (2 * max(1, c.all()))
}

func counts(verdicts []verdict, key func(verdict) string) map[string]count {
	of := make(map[string]count)
	for _, v := range verdicts {
		k := key(v)
		if of[k] == nil {
			of[k] = make(count)
		}
		of[k][v.verdict]++
	}
	return of
}

// tally is a table with a line for each key and one for all.
func tally(verdicts []verdict, title string, key func(verdict) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | judged | T | M | H | F | T | T+M | F |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n", title)
	of := counts(verdicts, key)
	for _, k := range slices.Sorted(maps.Keys(of)) {
		b.WriteString(line(k, of[k]))
	}
	b.WriteString(line("**all**", counts(verdicts, func(verdict) string { return "" })[""]))
	return b.String()
}

func line(name string, c count) string {
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %d | %d %% | %d %% | %d %% |\n", name, c.all(),
		c["T"], c["M"], c["H"], c["F"], c.share("T"), c.share("T", "M"), c.share("F"))
}

// perRepository lists the repositories with their commits and verdicts.
func perRepository(l list, now []verdict) string {
	var b strings.Builder
	b.WriteString("| repository | commit | T | M | H | F |\n|---|---|---:|---:|---:|---:|\n")
	of := counts(now, func(v verdict) string { return v.repository })
	byName := slices.SortedFunc(slices.Values(l.repositories), func(a, b repository) int { return cmp.Compare(a.name, b.name) })
	for _, r := range byName {
		c := of[r.name]
		name := r.name
		if r.dir != "." {
			name += ", " + r.dir
		}
		fmt.Fprintf(&b, "| %s | %.12s | %d | %d | %d | %d |\n", name, r.commit, c["T"], c["M"], c["H"], c["F"])
	}
	return b.String()
}
