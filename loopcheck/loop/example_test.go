package loop_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// A goroutine hands work to the loop, which owns the map.
func Example() {
	l := loop.New(loop.WithName("stock"))
	defer l.Close()
	stock := map[string]int{} // only the loop touches it

	l.Post(func() { stock["apples"] += 3 })
	n, err := loop.Call(context.Background(), l, func() (int, error) { return stock["apples"], nil })
	fmt.Println(n, err)
	// Output: 3 <nil>
}

// A plain goroutine wakes a coroutine: it posts the event's method.
func ExampleEvent() {
	l := loop.New()
	defer l.Close()
	ready := loop.NewEvent(l)
	waiter := loop.Go(l, func(ctx context.Context) (string, error) {
		return "woken", ready.Wait(ctx)
	})
	l.Post(ready.Set)
	fmt.Println(waiter.Await(context.Background()))
	// Output: woken <nil>
}

// Many at once, on one goroutine: coroutines that wait do not hold each other up.
func ExampleGo() {
	l := loop.New()
	defer l.Close()
	square := func(n int) *loop.Future[int] {
		return loop.Go(l, func(ctx context.Context) (int, error) {
			return n * n, loop.Sleep(ctx, time.Millisecond)
		})
	}
	fmt.Println(loop.All(context.Background(), square(2), square(3), square(4)))
	// Output: [4 9 16] <nil>
}

func ExampleSubmit() {
	l := loop.New()
	defer l.Close()
	fut := loop.Submit(l, func() (string, error) { return "done", nil })
	// … something else meanwhile …
	fmt.Println(fut.Await(context.Background()))
	// Output: done <nil>
}

// What would wait for its own loop is an error, at once.
func ExampleCall_deadlock() {
	l := loop.New(loop.WithName("ui"))
	defer l.Close()
	ctx := context.Background()
	_, err := loop.Call(ctx, l, func() (int, error) {
		return loop.Call(ctx, l, func() (int, error) { return 1, nil })
	})
	fmt.Println(errors.Is(err, loop.ErrOnLoop))
	// Output: true
}

// A goroutine answers a coroutine through a promise.
func ExampleNewPromise() {
	l := loop.New()
	defer l.Close()
	answer, resolve := loop.NewPromise[string](l)
	go resolve("42", nil)
	got := loop.Go(l, func(ctx context.Context) (string, error) { return answer.Await(ctx) })
	fmt.Println(got.Await(context.Background()))
	// Output: 42 <nil>
}

// A producer goroutine feeds a coroutine, and waits when it is too fast.
func ExampleBridge() {
	l := loop.New()
	defer l.Close()
	b := loop.NewBridge[string](l, 2)
	go func() {
		defer b.Close() // instead of a sentinel
		for _, word := range strings.Fields("from thread to loop") {
			b.Send(context.Background(), word)
		}
	}()
	consumer := loop.Go(l, func(ctx context.Context) (n int, err error) {
		for word := range b.All(ctx) {
			n += len(word)
		}
		return n, nil
	})
	fmt.Println(consumer.Await(context.Background()))
	// Output: 16 <nil>
}

// The decorator: a blocking function that can be called on the loop.
func ExampleBlocking() {
	l := loop.New()
	defer l.Close()
	slow := func(name string) (string, error) { return "contents of " + name, nil }
	read := loop.Blocking(l, loop.NewPool(4), slow)
	got := loop.Go(l, func(ctx context.Context) (string, error) {
		return read("file.txt").Await(ctx)
	})
	fmt.Println(got.Await(context.Background()))
	// Output: contents of file.txt <nil>
}

func ExampleGroup() {
	total, err := loop.RunOnce(context.Background(), func(ctx context.Context) (int, error) {
		total := 0 // the loop's: no lock
		err := loop.Group(ctx, func(ctx context.Context, g *loop.TaskGroup) error {
			for i := range 4 {
				g.Go(func(ctx context.Context) error {
					total += i
					return loop.Yield(ctx)
				})
			}
			return nil
		})
		return total, err
	})
	fmt.Println(total, err)
	// Output: 6 <nil>
}

// The first answer counts, and the others are cancelled.
func ExampleFirst() {
	l := loop.New()
	defer l.Close()
	ask := func(answer string, takes time.Duration) *loop.Future[string] {
		return loop.Go(l, func(ctx context.Context) (string, error) { return answer, loop.Sleep(ctx, takes) })
	}
	fmt.Println(loop.First(context.Background(), ask("far", time.Hour), ask("near", time.Millisecond)))
	// Output: 1 near <nil>
}

// What a loop is at, for a page that operators read: package expvar publishes it as
// expvar.Publish("ui", expvar.Func(func() any { return l.Snapshot() })).
func ExampleLoop_Snapshot() {
	l := loop.New(loop.WithName("ui"), loop.WithStats())
	defer l.Close()
	ready := loop.NewEvent(l)
	l.Go(ready.Wait).Detach()
	l.Call(context.Background(), func() error { return nil }) // it waits by now
	s := l.Snapshot()
	fmt.Println(s.Loop, s.State, s.Stats.Coroutines, s.Stats.Waiting[0].In)
	l.Post(ready.Set)
	// Output: ui open 1 Event.Wait
}

func ExampleRunOnce() {
	fmt.Println(loop.RunOnce(context.Background(), func(ctx context.Context) (string, error) {
		return "done", loop.Sleep(ctx, time.Millisecond)
	}))
	// Output: done <nil>
}

// client is something that lives on a loop: it must be made, entered, used and
// left there.
type client struct{ requests int }

func (c *client) Enter(ctx context.Context) (*client, error) { return c, loop.Yield(ctx) }
func (c *client) Exit(ctx context.Context, cause error) (handled bool, err error) {
	fmt.Println("left after", c.requests, "requests:", cause)
	return false, nil
}

func newClient(context.Context) (loop.Resource[*client], error) { return &client{}, nil }

func (c *client) get(ctx context.Context) (int, error) {
	c.requests++
	return 200, loop.Yield(ctx)
}

// Plain code uses a client that lives on a loop, which lives as long as the runner.
func ExampleRunner() {
	ctx := context.Background()
	var r loop.Runner
	c, err := loop.Enter(ctx, &r, newClient)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(loop.Run(ctx, &r, c.get))
	fmt.Println(loop.Run(ctx, &r, c.get))
	fmt.Println(r.Close())
	// Output:
	// 200 <nil>
	// 200 <nil>
	// left after 2 requests: <nil>
	// <nil>
}

func ExampleWith() {
	ctx := context.Background()
	var r loop.Runner
	defer r.Close()
	err := loop.With(ctx, &r, newClient, func(c *client) error {
		_, err := loop.Run(ctx, &r, c.get)
		return errors.Join(err, errors.New("no disk space"))
	})
	fmt.Println(err)
	// Output:
	// left after 1 requests: no disk space
	// no disk space
}

// countdown is an iterator on a loop.
type countdown struct{ n int }

func (c *countdown) Next(ctx context.Context) (int, error) {
	if c.n == 0 {
		return 0, io.EOF
	}
	c.n--
	return c.n, nil
}

func ExampleSeq() {
	var r loop.Runner
	defer r.Close()
	for n, err := range loop.Seq(context.Background(), &r, &countdown{4}, loop.Batch(2)) {
		fmt.Println(n, err)
	}
	// Output:
	// 3 <nil>
	// 2 <nil>
	// 1 <nil>
	// 0 <nil>
}

// Hold keeps Shutdown waiting for work outside that will come back.
func ExampleLoop_Hold() {
	l := loop.New()
	release := l.Hold()
	go func() {
		time.Sleep(time.Millisecond)
		release(func() { fmt.Println("came back") })
	}()
	fmt.Println(l.Shutdown(context.Background()))
	// Output:
	// came back
	// <nil>
}

func ExampleOwned() {
	l := loop.New(loop.WithName("ui"))
	defer l.Close()
	title := loop.NewOwned(l, "untitled")
	l.Post(func() { title.Set("report.txt") })
	fmt.Println(loop.Call(context.Background(), l, func() (string, error) { return title.Get(), nil }))
	defer func() {
		var wrong *loop.OwnerError
		fmt.Println(errors.As(recover().(error), &wrong))
	}()
	title.Get() // off the loop
	// Output:
	// report.txt <nil>
	// true
}
