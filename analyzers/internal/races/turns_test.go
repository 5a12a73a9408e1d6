package races_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/races"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestAnswers: a worker that answers each request of its server once may be in lock-step
// with it; one that says more, or that nobody asks, is not, nor is a server's stream.
func TestAnswers(t *testing.T) {
	const text = `
-- example.com/a/a.go --
package a

import "google.golang.org/grpc"

type stream interface {
	Send(int) error
	Recv() (int, error)
	grpc.%s
}

func work(s stream, jobs chan int) {
	for {
		n, err := %s
		if err != nil {
			return
		}
		go func() {
			if n == 0 {
				_ = s.Send(-1)
				return
			}
			_ = s.Send(n)
			%s
		}()
	}
}

func next(jobs chan int) (int, error) { return <-jobs, nil }
`
	tests := []struct {
		name, of, asks, more string
		strict               bool
	}{
		{"one answer", "ClientStream", "s.Recv()", "", true},
		{"two answers", "ClientStream", "s.Recv()", "_ = s.Send(n+1)", false},
		{"nobody asked on the stream", "ClientStream", "next(jobs)", "", false},
		{"any client may ask", "ServerStream", "s.Recv()", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := ruletest.Load(t, ruletest.Handlers, fmt.Sprintf(text, test.of, test.asks, test.more))
			var told []string
			for _, r := range ruletest.Result[*races.Result](t, p, races.Analyzer).Races() {
				if !r.Strict {
					told = append(told, r.Story(p.Packages[0].Fset))
				}
			}
			if (len(told) == 0) != test.strict {
				t.Errorf("told: %s", strings.Join(told, "\n"))
			}
		})
	}
}
