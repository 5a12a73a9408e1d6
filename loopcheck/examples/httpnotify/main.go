// Command httpnotify shows a synchronous HTTP handler that notifies a loop and
// waits for its answer.
//
// A box office sells the seats of one show. The seats belong to a loop, so no
// handler locks anything. /buy hands the sale over with Call and gets an
// answer at once. /return only has news to tell, so it posts. /queue starts a
// coroutine that waits on the loop until a seat comes back; a client that
// hangs up ends the request's context, and so leaves the queue.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

var errSoldOut = errors.New("sold out")

// A boxOffice sells seats to HTTP clients.
type boxOffice struct {
	l    *loop.Loop
	free *loop.Queue[int] // owned by l: only code on l touches it
}

// newBoxOffice returns a box office with seats 1 to n.
func newBoxOffice(l *loop.Loop, n int) (*boxOffice, error) {
	o := &boxOffice{l: l, free: loop.NewQueue[int](l, n)}
	err := l.Post(func() {
		for seat := range n {
			o.free.TryPut(seat + 1)
		}
	})
	return o, err
}

func (o *boxOffice) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/buy", o.buy)
	mux.HandleFunc("/return", o.giveBack)
	mux.HandleFunc("/queue", o.queue)
	return mux
}

// buy needs an answer: Call runs the sale on the loop and waits for it. If the
// client has gone before its turn came, the sale never happens. If it had begun
// by then it stands, and the error is loop.ErrStarted.
func (o *boxOffice) buy(w http.ResponseWriter, r *http.Request) {
	seat, err := loop.Call(r.Context(), o.l, func() (int, error) {
		seat, ok := o.free.TryGet()
		if !ok {
			return 0, errSoldOut
		}
		return seat, nil
	})
	switch {
	case errors.Is(err, errSoldOut):
		http.Error(w, err.Error(), http.StatusConflict)
	case err != nil:
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	default:
		fmt.Fprintf(w, "seat %d\n", seat)
	}
}

// giveBack is a notification: it goes one way.
func (o *boxOffice) giveBack(w http.ResponseWriter, r *http.Request) {
	seat, err := strconv.Atoi(r.FormValue("seat"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := o.l.Post(func() { o.free.TryPut(seat) }); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "thank you")
}

// queue waits for a seat. The wait is a coroutine's, so the loop goes on.
func (o *boxOffice) queue(w http.ResponseWriter, r *http.Request) {
	waiting := loop.Go(o.l, o.free.Get)
	fmt.Fprintln(w, "you are in the queue")
	http.NewResponseController(w).Flush()

	seat, err := waiting.Await(r.Context())
	if r.Context().Err() != nil {
		o.leave(waiting)
		return
	}
	if err != nil {
		fmt.Fprintln(w, err)
		return
	}
	fmt.Fprintf(w, "seat %d\n", seat)
}

// leave takes a client that has hung up out of the queue. A seat that came at
// the same moment goes to the next in the queue. (Then fails if the loop is
// closed: the show is over, and so is the queue.)
func (o *boxOffice) leave(waiting *loop.Future[int]) {
	waiting.Cancel(context.Canceled)
	waiting.Then(func(seat int, err error) {
		if err == nil {
			o.free.TryPut(seat)
		}
	})
}

func main() {
	if err := tell(os.Stdout); err != nil {
		log.Fatal(err)
	}
}
