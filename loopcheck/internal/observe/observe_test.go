package observe

import (
	"runtime"
	"strings"
	"testing"
)

func TestHook(t *testing.T) {
	if On() || For(Info{Name: "l"}) != nil {
		t.Fatal("there is a hook before Set")
	}
	var asked []Info
	if Set(func(i Info) Observer { asked = append(asked, i); return nil }) != nil {
		t.Error("Set returned a hook that was never installed")
	}
	if !On() {
		t.Error("On is false after Set")
	}
	makeLoop()
	if previous := Set(nil); previous == nil || On() {
		t.Error("Set(nil) should return the hook and remove it")
	}
	if len(asked) != 1 || asked[0].Name != "l" {
		t.Fatalf("the hook was asked %v", asked)
	}
	frame, _ := runtime.CallersFrames(asked[0].Stack).Next()
	if !strings.HasSuffix(frame.Function, "TestHook") {
		t.Errorf("the stack begins in %s, want who made the loop", frame.Function)
	}
}

// makeLoop stands for loop.New, which asks through a method of its own.
//
//go:noinline
func makeLoop() { ask() }

func ask() { For(Info{Name: "l"}) }
