package loop

import (
	"context"
	"errors"
	"testing"
	"time"
)

// A task's context behaves like one of package context, whether it is looked at
// before or after it ends.
func TestTaskContext(t *testing.T) {
	cause := errors.New("cause")
	tests := []struct {
		name   string
		before func(c *taskContext) // what is asked before the context ends
	}{
		{"untouched", func(*taskContext) {}},
		{"Err", func(c *taskContext) { c.Err() }},
		{"Done", func(c *taskContext) { c.Done() }},
		{"Value", func(c *taskContext) { c.Value("key") }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := new(taskContext)
			c.initContext(context.WithValue(bg, taskKey{}, "parent's"))
			test.before(c)
			if err := c.Err(); err != nil {
				t.Fatalf("Err is %v before the end", err)
			}
			c.cancelContext(cause)
			c.cancelContext(errors.New("later"))
			if err := c.Err(); err != context.Canceled {
				t.Errorf("Err is %v, want context.Canceled", err)
			}
			if got := context.Cause(c); got != cause {
				t.Errorf("Cause is %v, want the first", got)
			}
			if _, open := <-c.Done(); open {
				t.Error("Done is open")
			}
			if err := c.Err(); err != context.Canceled {
				t.Errorf("Err is %v after Done", err)
			}
			if c.Value(taskKey{}) != "parent's" {
				t.Error("the parent's value is lost")
			}
		})
	}
}

// What is derived from a task's context ends with it, and with its cause.
func TestTaskContextDerived(t *testing.T) {
	cause := errors.New("cause")
	c := new(taskContext)
	c.initContext(bg)
	early, cancelEarly := context.WithCancel(context.WithValue(c, taskKey{}, 1))
	defer cancelEarly()
	c.cancelContext(cause)
	late, cancelLate := context.WithCancel(c)
	defer cancelLate()
	for name, derived := range map[string]context.Context{"early": early, "late": late} {
		<-derived.Done()
		if got := context.Cause(derived); got != cause {
			t.Errorf("%s: the cause is %v", name, got)
		}
	}
}

// A parent that ends takes the task's context along, with its own error.
func TestTaskContextParent(t *testing.T) {
	cause := errors.New("cause")
	parent, cancel := context.WithDeadlineCause(bg, time.Unix(0, 0), cause)
	defer cancel()
	c := new(taskContext)
	c.initContext(parent)
	c.cancelContext(errors.New("later"))
	if err := c.Err(); err != context.DeadlineExceeded || context.Cause(c) != cause {
		t.Errorf("Err is %v and Cause %v, want the parent's", err, context.Cause(c))
	}
	if at, ok := c.Deadline(); !ok || !at.Equal(time.Unix(0, 0)) {
		t.Errorf("Deadline is %v, %v", at, ok)
	}
}
