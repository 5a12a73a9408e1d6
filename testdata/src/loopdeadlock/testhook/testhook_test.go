package testhook

import "testing"

func TestTransport(t *testing.T) {
	tr := &Transport{lines: make(chan string)}
	tr.hook = func(t *Transport, line string) { t.Write(line) }
	go tr.serve()
	tr.Write("one")
}
