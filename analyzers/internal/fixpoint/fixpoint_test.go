package fixpoint_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
)

func TestUp(t *testing.T) {
	tests := []struct{ name, graph, want string }{
		{"nothing", "", ""},
		{"callees first", "a>b b>c c>", "c b a"},
		{"each once", "a>b a>c b>d c>d d>", "d b c a"},
		{"one that needs itself until it is done", "a>a", "a a"},
		{"a cycle until nothing changes", "a>b b>a", "b a b"},
		{"what a cycle needs before it", "a>b b>a b>c c>", "c b a b"},
		{"what needs a cycle after it", "x>a a>b b>a", "b a b x"},
		{"needs that are no nodes", "a>z", "z a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			nodes, needs := parse(tt.graph)
			var steps []string
			stepped := make(map[string]bool)
			fixpoint.Up(nodes, needs, func(n string) bool {
				steps = append(steps, n)
				first := !stepped[n]
				stepped[n] = true
				return first
			})
			if got := strings.Join(steps, " "); got != tt.want {
				t.Errorf("steps %q, want %q", got, tt.want)
			}
		})
	}
}

// parse reads "a>b a>c b>": who needs whom.
func parse(graph string) (nodes []string, needs func(string) iter.Seq[string]) {
	to := make(map[string][]string)
	for pair := range strings.FieldsSeq(graph) {
		from, need, _ := strings.Cut(pair, ">")
		if !slices.Contains(nodes, from) {
			nodes = append(nodes, from)
		}
		if need != "" {
			to[from] = append(to[from], need)
		}
	}
	return nodes, func(n string) iter.Seq[string] { return slices.Values(to[n]) }
}

// TestUpReaches: in any graph, and in any order of its nodes, what rises is
// what is reachable.
func TestUpReaches(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		n := 1 + r.IntN(12)
		to := make([][]int, n)
		for range r.IntN(3 * n) {
			from := r.IntN(n)
			to[from] = append(to[from], r.IntN(n))
		}
		nodes := r.Perm(n)
		got := make([]map[int]bool, n)
		fixpoint.Up(nodes, func(i int) iter.Seq[int] { return slices.Values(to[i]) }, func(i int) bool {
			if got[i] == nil {
				got[i] = map[int]bool{i: true}
			}
			before := len(got[i])
			for _, j := range to[i] {
				for k := range got[j] {
					got[i][k] = true
				}
			}
			return len(got[i]) > before
		})
		for i := range n {
			if want := reachable(to, i); fmt.Sprint(got[i]) != fmt.Sprint(want) {
				t.Fatalf("seed %d, graph %v: %d reaches %v, want %v", seed, to, i, got[i], want)
			}
		}
	}
}

func reachable(to [][]int, from int) map[int]bool {
	seen := map[int]bool{from: true}
	for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
		for _, next := range to[queue[0]] {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return seen
}

// TestUpSteps: a chain, however its nodes are ordered, takes one step a node.
func TestUpSteps(t *testing.T) {
	const n = 1000
	nodes := rand.New(rand.NewPCG(1, 1)).Perm(n)
	steps := 0
	fixpoint.Up(nodes, func(i int) iter.Seq[int] {
		return func(yield func(int) bool) { _ = i+1 < n && yield(i+1) }
	}, func(int) bool { steps++; return true })
	if steps != n {
		t.Errorf("%d steps for %d nodes", steps, n)
	}
}

// TestUpHub: a ring whose members all need one that needs them all takes work in
// proportion to its needs, however many members change after one another.
func TestUpHub(t *testing.T) {
	work := func(n int) int { // the last node is the hub
		needs := func(i int) iter.Seq[int] {
			return func(yield func(int) bool) {
				if i < n {
					_ = yield((i+1)%n) && yield(n)
					return
				}
				for j := range n {
					if !yield(j) {
						return
					}
				}
			}
		}
		known := make([]int, n+1)
		total := 0
		fixpoint.Up([]int{0}, needs, func(i int) (changed bool) {
			before := known[i]
			switch {
			case i == n: // the hub counts who knows
				known[i] = 0
				for j := range needs(i) {
					known[i] += known[j]
				}
				total += n
			case i == 0 || known[(i+1)%n] == 1:
				known[i] = 1
				total++
			}
			return known[i] != before
		})
		if known[n] != n {
			t.Fatalf("a ring of %d: the hub knows of %d", n, known[n])
		}
		return total
	}
	if small, large := work(100), work(1000); large > 20*small {
		t.Errorf("a ring of 100 with a hub takes %d looks, one of 1000 %d", small, large)
	}
}

func TestDown(t *testing.T) {
	type item struct {
		name string
		rank int
	}
	follows := map[string][]item{
		"likely": {{"sure after likely", 0}, {"last", 1}},
		"sure":   {{"second", 0}},
	}
	var visited []string
	fixpoint.Down([]item{{"likely", 1}, {"sure", 0}}, func(i item) int { return i.rank }, func(i item) []item {
		visited = append(visited, i.name)
		return follows[i.name]
	})
	if got, want := strings.Join(visited, ", "), "sure, second, likely, sure after likely, last"; got != want {
		t.Errorf("visits %s, want %s", got, want)
	}
}
