// Package twoloops has functions that run on two loops, and two loops in one function.
package twoloops

import (
	"os"
	"os/exec"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/rivo/tview"
)

// refresh is a handler of both: it is told once, at one place.
func refresh(path string) {
	exec.Command("refresh", path).Run() // want "blocks the (tview|paho) loop"
}

func register(client mqtt.Client, list *tview.List) {
	client.AddRoute("refresh", func(mqtt.Client, mqtt.Message) { refresh("mqtt") })
	list.SetDoneFunc(func() { refresh("tview") })
}

// tolerated on the one is told on the other: a message handler may write a file.
func tolerated(path string) {
	os.RemoveAll(path) // want "os.RemoveAll blocks the tview loop"
}

func registerTolerated(client mqtt.Client, list *tview.List) {
	client.AddRoute("remove", func(mqtt.Client, mqtt.Message) { tolerated("mqtt") })
	list.SetDoneFunc(func() { tolerated("tview") })
}

// A pipe starts two hand-written loops in one function.
type pipe struct {
	in    chan sentence
	out   chan sentence
	flush chan bool
	quit  chan struct{}
}

type sentence struct {
	text        string
	heard, said chan bool
}

// ask and say wait for one loop each.
func (p *pipe) ask(text string) {
	heard := make(chan bool)
	p.in <- sentence{text: text, heard: heard}
	<-heard
}

func (p *pipe) say(text string) {
	said := make(chan bool)
	p.out <- sentence{text: text, said: said}
	<-said
}

func (p *pipe) start() {
	go func() {
		for {
			select {
			case s := <-p.in:
				time.Sleep(time.Second) // want "time.Sleep blocks the function in pipe.start for 1s"
				s.heard <- true
			case <-p.quit:
				return
			}
		}
	}()
	go func() {
		for {
			select {
			case s := <-p.out:
				exec.Command("say", s.text).Run() // want "blocks the function in pipe.start"
				s.said <- true
			case <-p.quit:
				return
			case <-p.flush:
			}
		}
	}()
}

// A group starts its loop with WaitGroup.Go.
type group struct {
	wg   sync.WaitGroup
	jobs chan job
	stop chan bool
}

type job struct {
	command string
	err     chan error
}

func (g *group) run(command string) error {
	err := make(chan error)
	g.jobs <- job{command, err}
	return <-err
}

func (g *group) start() {
	g.wg.Go(g.serve)
	g.wg.Go(func() {
		time.Sleep(time.Second) // serves nobody
	})
}

func (g *group) serve() {
	for {
		select {
		case job := <-g.jobs:
			job.err <- exec.Command(job.command).Run() // want "blocks group.serve"
		case now := <-g.stop:
			if now {
				return
			}
		}
	}
}

// workersAreNoLoops: what takes one job after the other has nobody else to keep waiting.
func workersAreNoLoops(jobs chan string) {
	for range 4 {
		go func() {
			for job := range jobs {
				exec.Command(job).Run()
				time.Sleep(time.Second)
			}
		}()
	}
}
