package loopcheck

import (
	"testing"
)

func TestFindingString(t *testing.T) {
	stack := Stack{{"example.com/app.(*hub).run", "/src/app/hub.go", 31}}
	created := Stack{{"example.com/app.newHub", "/src/app/hub.go", 12}}
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

func TestStackUser(t *testing.T) {
	std := standardRoot + "time/sleep.go"
	sleep := Frame{"time.Sleep", std, 1}
	mine := Frame{"example.com/app.f", "/src/app/f.go", 2}
	library := Frame{"github.com/a/b.Do", "/mod/github.com/a/b@v1.2.3/b.go", 3}
	vendored := Frame{"github.com/a/c.Do", "/src/app/vendor/github.com/a/c/c.go", 3}
	internal := Frame{harnessPath + "/loop.(*Loop).work", "/src/loopcheck/loop/turn.go", 4}
	generic := Frame{"example.com/app.f.Blocking[...].2", loopFolder + "/offload.go", 4}
	adapter := Frame{harnessPath + "/adapters/tview.primitive.Draw", "/src/loopcheck/adapters/tview/tview.go", 5}
	adapterTest := Frame{harnessPath + "/adapters/tview_test.press", "/src/loopcheck/adapters/tview/tview_test.go", 5}
	ours := Frame{harnessPath + "/examples/hub.run", "/src/loopcheck/examples/hub.go", 5}
	tests := []struct {
		name        string
		stack, want Stack
		callee      string
	}{
		{"empty", nil, nil, ""},
		{"blocked in the library", Stack{sleep, mine, internal}, Stack{mine}, "time.Sleep"},
		{"blocked by itself", Stack{mine, internal}, Stack{mine}, ""},
		{"what stands between is kept", Stack{mine, sleep, library, mine, internal, sleep}, Stack{mine, sleep, library, mine}, ""},
		{"the harness between is not", Stack{mine, internal, mine}, Stack{mine, mine}, ""},
		{"other modules", Stack{sleep, library, vendored, mine}, Stack{mine}, "c.Do"},
		{"nothing of the user's", Stack{sleep, internal}, Stack{sleep, internal}, ""},
		{"an adapter is no user", Stack{sleep, adapter, adapterTest}, Stack{adapterTest}, "tview.primitive.Draw"},
		{"a closure of a generic function of ours is none", Stack{sleep, generic, mine}, Stack{mine}, "app.f.Blocking[...].2"},
		{"an example of ours is a user", Stack{sleep, ours}, Stack{ours}, "time.Sleep"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.stack.user(); !got.equal(test.want) {
				t.Errorf("user: %v, want %v", got, test.want)
			}
			if got := test.stack.callee(); got != test.callee {
				t.Errorf("callee: %q, want %q", got, test.callee)
			}
		})
	}
}

func TestIsFunc(t *testing.T) {
	const load = "example.com/app/store.(*DB).Load"
	tests := []struct {
		function, name string
		want           bool
	}{
		{load, load, true},
		{load, "(*DB).Load", true},
		{load, "store.(*DB).Load", true},
		{load, "Load", true},
		{load + ".func1", load, true},
		{load + "[...]", load, true},
		{load + "All", load, false},
		{load, "oad", false},
		{load, "DB", false},
		{load, "", false},
		{"", load, false},
	}
	for _, test := range tests {
		if got := isFunc(test.function, test.name); got != test.want {
			t.Errorf("isFunc(%q, %q) = %v", test.function, test.name, got)
		}
	}
}
