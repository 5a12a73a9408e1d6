package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
)

// exitLimit is the exit code of a worker whose analysis took too many steps.
const exitLimit = 4

var errLimit = errors.New("too many steps")

// A request asks a worker for one measurement.
type request struct {
	Shape string
	N     int
}

// A worker is a process that measures: one that does not end can be ended.
type worker struct {
	program string
	limit   int64 // of steps; 0 is none

	mu      sync.Mutex // over process, which kill looks at from elsewhere
	process *os.Process
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *json.Decoder
}

// ask measures a shape of size n, in a new process if the last one ended.
func (w *worker) ask(name string, n int) (Cost, error) {
	if w.cmd == nil {
		if err := w.start(); err != nil {
			return Cost{}, err
		}
	}
	var c Cost
	err := json.NewEncoder(w.in).Encode(request{name, n})
	if err == nil {
		err = w.out.Decode(&c)
	}
	if err == nil {
		return c, nil
	}
	ended := w.stop()
	if exit := (*exec.ExitError)(nil); errors.As(ended, &exit) && exit.ExitCode() == exitLimit {
		return Cost{}, errLimit
	}
	return Cost{}, fmt.Errorf("%s of %d: %w", name, n, errors.Join(err, ended))
}

func (w *worker) start() error {
	cmd := exec.Command(w.program, "-serve", "-limit", strconv.FormatInt(w.limit, 10))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cmd, w.process, w.in, w.out = cmd, cmd.Process, in, json.NewDecoder(out)
	return nil
}

func (w *worker) kill() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.process != nil {
		w.process.Kill()
	}
}

func (w *worker) stop() error {
	if w.cmd == nil {
		return nil
	}
	w.in.Close()
	err := w.cmd.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cmd, w.process = nil, nil
	return err
}

// answer is the worker's side: it measures what standard input asks for.
func answer(limit int64) error {
	// How many bytes are allocated depends on neither luck nor load then.
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(2 << 30) // for what does not end
	// What happens once in a process is no part of any measurement.
	for _, s := range []shape{calls[0], frameworks[0]} {
		if _, err := measure(s, small, 0); err != nil {
			return err
		}
	}
	out := json.NewEncoder(os.Stdout)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return err
		}
		i := slices.IndexFunc(shapes, func(s shape) bool { return s.name == r.Shape })
		c, err := measure(shapes[i], r.N, limit)
		if err != nil {
			return err
		}
		if err := out.Encode(c); err != nil {
			return err
		}
		runtime.GC()
	}
	return lines.Err()
}
