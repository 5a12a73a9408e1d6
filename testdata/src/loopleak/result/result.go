// Package result hands results back on channels: the goroutine that sends must
// not need anybody who may have left.
package result

import (
	"context"
	"errors"
	"sync"
	"time"
)

var errLate = errors.New("too late")

func timeout(wait func() (int, error), d time.Duration) (int, error) {
	codes := make(chan int)
	errs := make(chan error)
	go func() {
		code, err := wait()
		codes <- code // want `codes <- code blocks for ever if timeout returns before it is received \(the timeout at line \d+\): make the channel with room for one \(and 1 more here\)`
		if err != nil {
			errs <- err // one way out, one problem
		}
	}()
	select {
	case <-time.After(d):
		return 0, errLate
	case code := <-codes:
		return code, nil
	case err := <-errs:
		return -1, err
	}
}

func canceled(ctx context.Context, f func() error) error {
	done := make(chan error)
	go func() {
		done <- f() // want `done <- .* blocks for ever if canceled returns before it is received \(<-ctx.Done\(\) at line \d+\)`
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func early(f, g func() error) error {
	done := make(chan error)
	go func() { done <- f() }() // want `done <- .* blocks for ever if early returns before it is received \(the return at line \d+\)`
	if err := g(); err != nil {
		return err
	}
	return <-done
}

func firstWins(urls []string, get func(string) string) string {
	pages := make(chan string)
	for _, url := range urls {
		go func() {
			pages <- get(url) // want `pages <- .* blocks for ever in some goroutines: firstWins receives fewer results than they send \(the return at line \d+\); make the channel with room for all`
		}()
	}
	return <-pages
}

func firstOfTwo(f, g func() error) error {
	errs := make(chan error, 1)
	errs2 := make(chan error)
	go func() { errs <- f() }()
	go func() { errs <- g() }()
	go func() { errs2 <- f() }() // want `errs2 <- .* blocks for ever in some goroutines: .* \(and 1 more here\)`
	go func() { errs2 <- g() }()
	<-errs
	return <-errs2
}

func firstError(urls []string, get func(string) error) error {
	errs := make(chan error)
	for _, url := range urls {
		go func() {
			errs <- get(url) // want `errs <- .* blocks for ever if firstError returns before it is received \(the return at line \d+\): make the channel with room for all`
		}()
	}
	for range urls {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func rounds(stop chan struct{}, probe func() bool) {
	for {
		results := make(chan bool)
		go func() {
			results <- probe() // want `results <- .* blocks for ever if rounds returns before it is received \(<-stop at line \d+\)`
		}()
		select {
		case <-stop:
			return
		case <-results:
		}
	}
}

func stream(ctx context.Context, next func() int) (sum int) {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for n := next(); n > 0; n = next() {
			numbers <- n // want `numbers <- .* blocks for ever if stream returns before it is received \(<-ctx.Done\(\) at line \d+\): send in a select that has a way out as well`
		}
	}()
	for {
		select {
		case n := <-numbers:
			sum += n
		case <-ctx.Done():
			return sum
		}
	}
}

func nopeRoom(wait func() int, d time.Duration) int {
	codes := make(chan int, 1)
	go func() { codes <- wait() }()
	select {
	case <-time.After(d):
		return 0
	case code := <-codes:
		return code
	}
}

func nopeRoomForAll(f, g func() error) error {
	errs := make(chan error, 2)
	go func() { errs <- f() }()
	go func() { errs <- g() }()
	return <-errs
}

func nopeDrained(ctx context.Context, cancel func(), f func() error) error {
	done := make(chan error)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		cancel()
		<-done
		return ctx.Err()
	}
}

// nopeEither: the goroutine sends one of the two.
func nopeEither(f func() (int, error)) (int, error) {
	codes, errs := make(chan int), make(chan error)
	go func() {
		code, err := f()
		if err != nil {
			errs <- err
			return
		}
		codes <- code
	}()
	select {
	case code := <-codes:
		return code, nil
	case err := <-errs:
		return 0, err
	}
}

// nopeOver: the last thing that the goroutine does has been heard.
func nopeOver(f func() error) (err error) {
	errs, done := make(chan error), make(chan struct{})
	go func() {
		defer close(done)
		if err := f(); err != nil {
			errs <- err
		}
	}()
	for {
		select {
		case err = <-errs:
		case <-done:
			return err
		}
	}
}

func nopeDefault(f func() error) {
	done := make(chan error)
	go func() {
		select {
		case done <- f():
		default:
		}
	}()
	select {
	case <-done:
	case <-time.After(time.Second):
	}
}

func nopeQuit(f func() error, quit chan struct{}) {
	done := make(chan error)
	go func() {
		select {
		case done <- f():
		case <-quit:
		}
	}()
	select {
	case <-done:
	case <-quit:
	}
}

func nopeDeferred(f func() error, quit chan struct{}) {
	done := make(chan error)
	go func() { done <- f() }()
	defer func() { <-done }()
	<-quit
}

func nopeElsewhere(f func() error, quit chan struct{}, log func(error)) {
	done := make(chan error)
	go func() { done <- f() }()
	go func() { log(<-done) }()
	<-quit
}

func nopePassed(f func() error, keep func(chan error)) {
	done := make(chan error)
	keep(done)
	go func() { done <- f() }()
}

func nopeReturned(f func() error) <-chan error {
	done := make(chan error)
	go func() { done <- f() }()
	return done
}

func nopeAll(urls []string, get func(string) error) (err error) {
	errs := make(chan error)
	for _, url := range urls {
		go func() { errs <- get(url) }()
	}
	for range urls {
		if e := <-errs; e != nil {
			err = e
		}
	}
	return err
}

func nopeCounted(n int, get func(int) int, stop chan struct{}) (sum int) {
	numbers := make(chan int)
	for i := range n {
		go func() { numbers <- get(i) }()
	}
	for i := 0; i < n; i++ {
		sum += <-numbers
	}
	return sum
}

// nopeSame: started and received under one condition.
func nopeSame(slow bool, f func() error) error {
	done := make(chan error)
	if slow {
		go func() { done <- f() }()
	}
	if slow {
		return <-done
	}
	return nil
}

func nopeGroup(fs []func() error) (err error) {
	errs := make(chan error)
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs <- f()
		}()
	}
	go func() {
		wg.Wait()
		close(errs)
	}()
	for e := range errs {
		err = errors.Join(err, e)
	}
	return err
}

func nopeUntilEnd(next func() (int, bool)) (sum int) {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for n, ok := next(); ok; n, ok = next() {
			numbers <- n
		}
	}()
	for n := range numbers {
		sum += n
	}
	return sum
}

// nopeSentinel: the sender stops where the receiver does.
func nopeSentinel(read func() error) error {
	errs := make(chan error)
	go func() {
		for {
			err := read()
			errs <- err
			if err != nil {
				return
			}
		}
	}()
	for {
		if err := <-errs; err != nil {
			return err
		}
	}
}

func nopeIgnored(wait func() int, d time.Duration) {
	codes := make(chan int)
	go func() {
		//loopcheck:ignore loopleak the process ends with this
		codes <- wait()
	}()
	select {
	case <-time.After(d):
	case <-codes:
	}
}

func passed(ctx context.Context, urls []string) int {
	found := make(chan int)
	go count(urls, found)
	select {
	case n := <-found:
		return n
	case <-ctx.Done():
		return 0
	}
}

func count(urls []string, found chan<- int) {
	found <- len(urls) // want `found <- .* blocks for ever if passed returns before it is received \(<-ctx.Done\(\) at line \d+\): make the channel with room for one`
}

func spans(ctx context.Context) int {
	ready := make(chan int, 6)
	go func() {
		defer close(ready)
		split(ctx, ready)
	}()
	for span := range ready {
		select {
		case <-ctx.Done():
			return span
		default:
		}
	}
	return 0
}

func split(ctx context.Context, ready chan int) {
	for i := range 8 {
		ready <- i // want `ready <- i blocks for ever if spans returns before it is received \(<-ctx.Done\(\) at line \d+\): send in a select that has a way out as well`
	}
}

func nopePassedOn(ctx context.Context, urls []string, report func(int)) {
	found := make(chan int)
	go nopeSend(urls, found)
	nopeTake(found, report)
	<-ctx.Done()
}

func nopeSend(urls []string, found chan<- int)      { found <- len(urls) }
func nopeTake(found <-chan int, report func(n int)) { report(<-found) }

// nopePassedDone: the goroutine is passed both channels, and says when it is done.
func nopePassedDone(urls []string) (n int) {
	found, done := make(chan int), make(chan struct{})
	go nopeBoth(urls, found, done)
	for {
		select {
		case m := <-found:
			n += m
		case <-done:
			return n
		}
	}
}

func nopeBoth(urls []string, found chan<- int, done chan<- struct{}) {
	for _, url := range urls {
		found <- len(url)
	}
	close(done)
}

func nopeTwice(urls []string, keep func(chan<- int), quit chan int) {
	found := make(chan int)
	go nopeDeeper(urls, found, keep)
	select {
	case <-found:
	case <-quit:
	}
}

func nopeDeeper(urls []string, found chan<- int, keep func(chan<- int)) {
	keep(found)
	found <- len(urls)
}

// nopeCounter leaves when it has heard all.
func nopeCounter(works []func() error, ticks chan int) (err error) {
	errs := make(chan error)
	for _, work := range works {
		go func() { errs <- work() }()
	}
	active := len(works)
	for {
		select {
		case e := <-errs:
			err = errors.Join(err, e)
			active--
			if active == 0 {
				return err
			}
		case <-ticks:
		}
	}
}

// nopeTwo is the same for two.
func nopeTwo(f, g func() error, ticks chan int) (err error) {
	errs := make(chan error)
	go func() { errs <- f() }()
	go func() { errs <- g() }()
	n := 2
	for {
		select {
		case err = <-errs:
			n--
			if n == 0 {
				return err
			}
		case <-ticks:
		}
	}
}

// nopeCopies: each of the two sends one of its errors.
func nopeCopies(f, g func() error) error {
	errs := make(chan error, 1)
	go nopeCopy(errs, f)
	go nopeCopy(errs, g)
	err := <-errs
	if err == nil {
		err = <-errs
	}
	return err
}

func nopeCopy(errs chan<- error, f func() error) {
	if err := f(); err != nil {
		errs <- err
		return
	}
	errs <- nil
}

// nopeOneAfterAnother has room for the one error there is: the second goroutine
// starts when the first has said something else.
func nopeOneAfterAnother(ctx context.Context, recv func() (int, error), send func() error) error {
	first, done, errs := make(chan int, 1), make(chan struct{}), make(chan error, 1)
	go func() {
		n, err := recv()
		if err != nil {
			errs <- err
			return
		}
		first <- n
	}()
	select {
	case <-first:
	case err := <-errs:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
	go func() {
		if err := send(); err != nil {
			errs <- err
			return
		}
		close(done)
	}()
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-done:
		return nil
	}
}

// nopeOneRound sends once, although in a loop.
func nopeOneRound(scan func() string, quit chan int) string {
	lines := make(chan string, 1)
	go func() {
		for {
			lines <- scan()
			return
		}
	}()
	select {
	case line := <-lines:
		return line
	case <-quit:
		return ""
	}
}

// nopeFirst sends the first that fits, for which there is room.
func nopeFirst(requests <-chan string, quit chan int) string {
	address := make(chan string, 1)
	go func() {
		got := false
		for r := range requests {
			if r != "" && !got {
				got = true
				address <- r
			}
		}
	}()
	select {
	case a := <-address:
		return a
	case <-quit:
		return ""
	}
}

// nopeOfTwo sends at most one for each of two sources.
func nopeOfTwo(a, b <-chan int, quit chan int) int {
	found := make(chan int, 2)
	go func() {
		for {
			select {
			case n := <-a:
				found <- n
			case n := <-b:
				found <- n
				return
			case <-quit:
				return
			}
		}
	}()
	select {
	case n := <-found:
		return n
	case <-quit:
		return 0
	}
}

// nopeEitherOrBoth sends at most two, for which there is room.
func nopeEitherOrBoth(f func() error, log bool, quit chan int) error {
	errs := make(chan error, 2)
	go func() {
		errs <- f()
		if log {
			errs <- errLate
		} else {
			errs <- nil
		}
	}()
	select {
	case err := <-errs:
		return err
	case <-quit:
		return nil
	}
}

// nopeTold is told when the function leaves, and asks.
func nopeTold(messages <-chan int, send func() error) (int, error) {
	results, closed := make(chan int), make(chan struct{})
	defer close(closed)
	go nopeAsks(messages, results, closed)
	if err := send(); err != nil {
		return 0, err
	}
	return <-results, nil
}

func nopeAsks(messages <-chan int, results chan<- int, closed <-chan struct{}) {
	for {
		select {
		case m := <-messages:
			if m > 0 {
				results <- m
				return
			}
		case <-closed:
			return
		}
	}
}
