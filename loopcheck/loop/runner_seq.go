package loop

import (
	"context"
	"errors"
	"io"
	"iter"
)

// An Iterator yields values on a loop. Next may wait; io.EOF ends the sequence.
// If an iterator has a method Close(ctx) error or Close() error, [Seq] calls it on
// the loop when the sequence has ended, early or not. Queues and bridges are
// iterators.
type Iterator[T any] interface {
	Next(ctx context.Context) (T, error)
}

// A SeqOption configures [Seq].
type SeqOption func(*seqSettings)

type seqSettings struct{ batch int }

// Batch lets up to n values cross from the loop at a time, of those that the
// iterator has without waiting. The iterator then runs up to n values ahead. The
// default is 1: no value is made before it is asked for. It panics unless n is
// positive.
func Batch(n int) SeqOption {
	if n <= 0 {
		panic("loop: Batch needs a positive number")
	}
	return func(s *seqSettings) { s.batch = n }
}

// Seq iterates, on the calling goroutine, over what it yields on the runner's
// loop. An error of the iterator, or the end of ctx, is the last thing that it
// yields. Breaking off cancels a Next in progress and closes the iterator. On
// the runner's loop the sequence is one error that is ErrOnLoop. Every range over
// the sequence goes on where the last one ended.
func Seq[T any](ctx context.Context, r *Runner, it Iterator[T], opts ...SeqOption) iter.Seq2[T, error] {
	if it == nil {
		panic("loop: Seq of a nil Iterator")
	}
	s := seqSettings{batch: 1}
	for _, o := range opts {
		o(&s)
	}
	return func(yield func(T, error) bool) {
		err := iterate(ctx, r, it, s.batch, func(v T) bool { return yield(v, nil) })
		if err != nil {
			var zero T
			yield(zero, err)
		}
	}
}

// iterate yields values until the iterator ends or yield returns false. An error
// is returned only if yield has not ended it.
func iterate[T any](ctx context.Context, r *Runner, it Iterator[T], batch int, yield func(T) bool) (err error) {
	l, err := r.use()
	if err != nil {
		return err
	}
	if p := here(self()); p != nil && p.loop == l {
		return l.selfWait("Seq")
	}
	p := &pump[T]{loop: l, it: it, batch: batch}
	task := newTask(ctx, l, "Seq", p.run)
	p.task = &task.task
	task.awaited()           // here, and by nobody else
	task.then(p.neverBegins) // first: who asks is answered whatever becomes of it
	task.start("Seq")
	ended, broken := false, false
	defer func() {
		if !ended {
			task.Cancel(nil)
		}
		_, closeErr := task.Await(context.WithoutCancel(ctx))
		if err == nil && !broken && !errors.Is(closeErr, context.Canceled) {
			err = closeErr
		}
	}()
	for {
		values, err := p.ask(ctx)
		for _, v := range values {
			if !yield(v) {
				broken = true
				return nil
			}
		}
		switch {
		case err == io.EOF:
			ended = true
			return nil
		case err != nil:
			return err
		}
	}
}

// A pump is the coroutine that draws values from an iterator, ahead of the
// goroutine that consumes them by at most one batch.
type pump[T any] struct {
	loop  *Loop
	task  *task
	it    Iterator[T]
	batch int

	// Owned by the loop.
	want  *promise[[]T] // the consumer waits for it
	ready []T
	end   error // why no more will come
	asked line
}

// ask gets the next values, at least one unless there is an error.
func (p *pump[T]) ask(ctx context.Context) ([]T, error) {
	want := newPromise[[]T](p.loop)
	want.own = true
	want.open() // on a closed loop it fails at once
	p.loop.errand(&demand[T]{p, want})
	as := &wait{on: p.loop.name, ender: goesOn{p.task}, ctx: ctx}
	if err := want.waitAs(ctx, as, "Seq"); err != nil {
		return nil, err
	}
	return want.Await(ctx)
}

// A demand is the consumer's way to the loop. No bound refuses it: it hands nothing
// over, but asks for what is there.
type demand[T any] struct {
	pump *pump[T]
	want *promise[[]T]
}

func (d *demand[T]) run() {
	p := d.pump
	p.want = d.want
	if len(p.ready) > 0 || p.end != nil {
		p.deliver()
	}
	p.asked.wakeFirst()
}

func (d *demand[T]) drop(*DroppedError) { d.want.refuse(ErrClosed) }
func (d *demand[T]) counts() bool       { return false }

// neverBegins answers the consumer if the coroutine was refused, or cancelled in the
// queue.
func (p *pump[T]) neverBegins(_ struct{}, err error) {
	if p.end == nil {
		p.end = err
		p.deliver()
	}
}

// deliver hands what is ready to the consumer, if it waits.
func (p *pump[T]) deliver() {
	if p.want == nil {
		return
	}
	p.want.resolve(p.ready, p.end)
	p.want, p.ready = nil, nil
}

// run is the coroutine.
func (p *pump[T]) run(ctx context.Context) (_ struct{}, err error) {
	defer p.deliver() // whatever Next and Close do: the consumer waits for it
	returned := false
	defer func() {
		p.end = io.EOF // or, of what did not return, what the coroutine ends with
		if closeErr := p.close(ctx); err == nil || err == io.EOF {
			err = closeErr
		}
		if err != nil && returned {
			p.end = err
		}
	}()
	p.task.onPark = p.deliverReady
	err = p.draw(ctx)
	returned = true
	return struct{}{}, err
}

// draw draws values, as they are asked for, until there are no more.
func (p *pump[T]) draw(ctx context.Context) error {
	for {
		for p.want == nil || len(p.ready) >= p.batch {
			if err := p.asked.wait(ctx, "Seq"); err != nil {
				return err
			}
		}
		v, err := p.it.Next(ctx)
		if err != nil {
			return err
		}
		p.ready = append(p.ready, v)
		if len(p.ready) >= p.batch {
			p.deliver()
		}
	}
}

// deliverReady does not let the consumer wait for a value while others are ready.
func (p *pump[T]) deliverReady() {
	if len(p.ready) > 0 {
		p.deliver()
	}
}

func (p *pump[T]) close(ctx context.Context) error {
	p.task.onPark = nil
	ctx = context.WithoutCancel(ctx)
	switch it := p.it.(type) {
	case interface{ Close(context.Context) error }:
		return it.Close(ctx)
	case io.Closer:
		return it.Close()
	}
	return nil
}
