package loop

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// The forms without a result hand out the error, and the panic, of what they run,
// where the forms with one do.
func TestFormsWithoutResult(t *testing.T) {
	l := New()
	defer l.Close()
	var r Runner
	defer r.Close()
	ctx := context.WithValue(bg, valueKey{}, 6)
	plain := func(f func(context.Context) error) func() error { return func() error { return f(ctx) } }
	err := func(f *Future[struct{}]) error { _, err := f.Await(bg); return err }
	for name, run := range map[string]func(f func(context.Context) error) error{
		"Submit":         func(f func(context.Context) error) error { return err(l.Submit(plain(f))) },
		"Call":           func(f func(context.Context) error) error { return l.Call(bg, plain(f)) },
		"Go":             func(f func(context.Context) error) error { return err(l.Go(f)) },
		"GoContext":      func(f func(context.Context) error) error { return err(l.GoContext(ctx, f)) },
		"Offload":        func(f func(context.Context) error) error { return err(l.Offload(nil, f)) },
		"OffloadContext": func(f func(context.Context) error) error { return err(l.OffloadContext(ctx, nil, f)) },
		"Run":            func(f func(context.Context) error) error { return r.Run(ctx, f) },
		"TaskGroup.Go": func(f func(context.Context) error) error {
			return err(l.Go(func(ctx context.Context) error {
				return Group(ctx, func(ctx context.Context, g *TaskGroup) error { g.Go(f); return nil })
			}))
		},
	} {
		if err := run(func(context.Context) error { return nil }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := run(func(context.Context) error { return errModel }); err != errModel {
			t.Errorf("%s: %v, want the function's error", name, err)
		}
		var pe *PanicError
		if err := run(panics); !errors.As(err, &pe) || !strings.Contains(pe.Func, "loop.panics") && name != "Submit" && name != "Call" {
			t.Errorf("%s: %v, want one that names the function that panicked", name, err)
		}
		if values := strings.HasSuffix(name, "Context") || name == "Run"; values {
			run(func(ctx context.Context) error {
				if ctx.Value(valueKey{}) != 6 {
					t.Errorf("%s: no value", name)
				}
				return nil
			})
		}
	}
}

func panics(context.Context) error { panic("on purpose") }
