package testhook

import "testing"

// BenchmarkTransport hangs, so nobody runs it.
func BenchmarkTransport(*testing.B) {
	tr := &Transport{lines: make(chan string)}
	tr.hook = func(t *Transport, line string) { t.Write(line) }
	go tr.serve()
	tr.Write("one")
}
