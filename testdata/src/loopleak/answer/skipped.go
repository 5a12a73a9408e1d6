package answer

import (
	"bufio"
	"errors"
	"io"
	"log"
	"os"
	"sync"
)

// printAll hangs where a bad line comes: the printer has returned then, and nobody closes.
func printAll(lines <-chan string) {
	printed := make(chan struct{})
	go func() {
		for line := range lines {
			if line == "" {
				return
			}
			log.Print(line)
		}
		close(printed)
	}()
	<-printed // want `receiving from printed waits for ever where the function in printAll, which alone ends the wait, leaves first \(the return at line 18\): send or close on every way`
}

// nopePrintAll closes on every way.
func nopePrintAll(lines <-chan string) {
	printed := make(chan struct{})
	go func() {
		defer close(printed)
		for line := range lines {
			if line == "" {
				return
			}
			log.Print(line)
		}
	}()
	<-printed
}

// loadFirst says what went wrong, and forgets to say that nothing did.
func loadFirst(name string) error {
	failed := make(chan error)
	go func() {
		f, err := os.Open(name)
		if err != nil {
			failed <- err
			return
		}
		if _, err := f.Stat(); err != nil {
			failed <- err
		}
	}()
	return <-failed // want `receiving from failed waits for ever where the function in loadFirst, which alone ends the wait, leaves first \(the return at line 54\)`
}

func nopeLoadFirst(name string) error {
	failed := make(chan error, 1)
	go func() {
		f, err := os.Open(name)
		if err != nil {
			failed <- err
			return
		}
		_, err = f.Stat()
		failed <- err
	}()
	return <-failed
}

// nopeMaybe waits under the condition under which the goroutine says something.
func nopeMaybe(name string, wait bool) {
	done := make(chan struct{})
	go func() {
		if !wait {
			return
		}
		log.Print(name)
		close(done)
	}()
	if wait {
		<-done
	}
}

// nopeQuit: the goroutine leaves otherwise only when the function has been answered.
func nopeQuit(in <-chan int) int {
	found, quit := make(chan int, 1), make(chan struct{})
	defer close(quit)
	go func() {
		for {
			select {
			case n := <-in:
				found <- n
			case <-quit:
				return
			}
		}
	}()
	return <-found
}

// nopeSignal waits for the one signal that counts: the others are not the last.
func nopeSignal(signals <-chan os.Signal) {
	done := make(chan struct{})
	go func() {
		for sig := range signals {
			if sig == os.Interrupt {
				close(done)
				return
			}
		}
	}()
	<-done
}

// nopeElsewhere: the way out tells somebody else, who may end all of it.
func nopeElsewhere(r io.Reader, failed chan<- error) {
	done := make(chan struct{})
	go func() {
		if _, err := r.Read(nil); err != nil {
			failed <- err
			return
		}
		close(done)
	}()
	<-done
}

// nopeEnds does not come back from what is no return.
func nopeEnds(r io.Reader) {
	done := make(chan struct{})
	go func() {
		if _, err := r.Read(nil); err != nil {
			log.Fatal(err)
		}
		close(done)
	}()
	<-done
}

// nopeTwo: another goroutine may end the wait.
func nopeTwo(r io.Reader, once *sync.Once) {
	done := make(chan struct{})
	go func() {
		if _, err := r.Read(nil); err != nil {
			return
		}
		once.Do(func() { close(done) })
	}()
	go func() { once.Do(func() { close(done) }) }()
	<-done
}

// nopeGivesUp leaves, and need not be answered.
func nopeGivesUp(r io.Reader, now bool) error {
	done := make(chan struct{})
	go func() {
		if _, err := r.Read(nil); err != nil {
			return
		}
		close(done)
	}()
	if now {
		return errors.New("now")
	}
	<-done
	return nil
}

// scanLines leaves at a line that it does not know.
func scanLines(r io.Reader) (n int) {
	count := make(chan int)
	go func() {
		n := 0
		for lines := bufio.NewScanner(r); lines.Scan(); n++ {
			if lines.Text() == "?" {
				return
			}
		}
		count <- n
	}()
	return <-count // want `receiving from count waits for ever where the function in scanLines`
}
