package stack

import (
	"slices"
	"testing"
)

func TestStackUser(t *testing.T) {
	std := standardRoot + "time/sleep.go"
	sleep := Frame{"time.Sleep", std, 1}
	mine := Frame{"example.com/app.f", "/src/app/f.go", 2}
	library := Frame{"github.com/a/b.Do", "/mod/github.com/a/b@v1.2.3/b.go", 3}
	vendored := Frame{"github.com/a/c.Do", "/src/app/vendor/github.com/a/c/c.go", 3}
	internal := Frame{Harness + "/loop.(*Loop).work", "/src/loopcheck/loop/loop_turn.go", 4}
	generic := Frame{"example.com/app.f.Blocking[...].2", loopFolder + "/offload.go", 4}
	adapter := Frame{Harness + "/adapters/tview.primitive.Draw", "/src/loopcheck/adapters/tview/tview.go", 5}
	adapterTest := Frame{Harness + "/adapters/tview_test.press", "/src/loopcheck/adapters/tview/tview_test.go", 5}
	watcher := Frame{Harness + "/watch.(*Watcher).Handle", "/src/loopcheck/watch/watcher.go", 5}
	ours := Frame{Harness + "/examples/hub.run", "/src/loopcheck/examples/hub.go", 5}
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
		{"a watcher is no user", Stack{sleep, watcher, mine}, Stack{mine}, "watch.(*Watcher).Handle"},
		{"an example of ours is a user", Stack{sleep, ours}, Stack{ours}, "time.Sleep"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := User(test.stack); !slices.Equal(got, test.want) {
				t.Errorf("user: %v, want %v", got, test.want)
			}
			if got := Callee(test.stack); got != test.callee {
				t.Errorf("callee: %q, want %q", got, test.callee)
			}
		})
	}
}
