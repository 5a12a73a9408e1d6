package watch

import (
	"testing"
)

func TestFindingString(t *testing.T) {
	stack := Stack{{Func: "example.com/app.(*hub).run", File: "/src/app/hub.go", Line: 31}}
	created := Stack{{Func: "example.com/app.newHub", File: "/src/app/hub.go", Line: 12}}
	tests := []struct {
		name string
		f    Finding
		want string
	}{
		{"all", Finding{Kind: Deadlock, Loop: "hub", Rule: "loopdeadlock", Msg: "it waits", Stack: stack, Created: created,
			Others: []Other{{"the other waits", created}}},
			`deadlock: it waits (loop hub, rule loopdeadlock)
        example.com/app.(*hub).run
            /src/app/hub.go:31
    the other waits:
        example.com/app.newHub
            /src/app/hub.go:12
    created at:
        example.com/app.newHub
            /src/app/hub.go:12`},
		{"stack and creation are the same", Finding{Kind: UnclosedLoop, Loop: "hub", Msg: "it is open", Stack: stack, Created: stack},
			`unclosed loop: it is open (loop hub)
        example.com/app.(*hub).run
            /src/app/hub.go:31`},
		{"no loop", Finding{Kind: LeakedGoroutine, Rule: "loopleak", Msg: "it is left"}, "leaked goroutine: it is left (rule loopleak)"},
		{"neither", Finding{Kind: Nondeterministic, Msg: "it differs"}, "nondeterministic: it differs"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.f.String(); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	seen := make(map[string]bool)
	for k := LeakedGoroutine; k <= Nondeterministic; k++ {
		if name := k.String(); name == "" || seen[name] {
			t.Errorf("kind %d is called %q", k, name)
		}
		seen[k.String()] = true
	}
	if got := Kind(200).String(); got != "kind 200" {
		t.Errorf("an unknown kind is called %q", got)
	}
	if got := Kind(200).Rule(); got != "" {
		t.Errorf("an unknown kind has the rule %q", got)
	}
}
