package gnet

import (
	"time"

	"github.com/panjf2000/gnet/v2"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var pollsPlainFlag = twins.Twin{
	File:    "polls_plain_flag",
	Bug:     "the loop polls a plain flag that close sets on another goroutine",
	Retells: "apache/inlong, pull/11602",
	Rule:    "loopflag",
	Kind:    loopcheck.WrongGoroutine,
	Buggy: func(t *loopcheck.T) {
		e := start(t)
		w := &worker{watcher: e.watcher}
		e.events <- func() { w.OnTick() }
		t.Wait()
		w.close()
		e.stop()
	},
	Fixed: func(t *loopcheck.T) {
		e := start(t)
		w := &politeWorker{engine: e}
		e.events <- func() { w.OnTick() }
		t.Wait()
		w.close()
		t.Wait()
		e.stop()
	},
}

type worker struct {
	gnet.BuiltinEventEngine
	stop    bool
	watcher *loopcheck.Watcher
}

func (w *worker) OnTick() (time.Duration, gnet.Action) {
	if w.stop {
		return 0, gnet.Shutdown
	}
	return time.Second, gnet.None
}

func (w *worker) close() {
	w.watcher.Check("worker.stop")
	w.stop = true
}

// The fixed twin.

type politeWorker struct {
	gnet.BuiltinEventEngine
	stop   bool
	engine *engine
}

func (w *politeWorker) OnTick() (time.Duration, gnet.Action) {
	if w.stop {
		return 0, gnet.Shutdown
	}
	return time.Second, gnet.None
}

func (w *politeWorker) close() {
	w.engine.events <- func() {
		w.engine.watcher.Check("worker.stop")
		w.stop = true
	}
}
