// Package onlytests is nothing but tests: what they leave behind is told, as there is no
// program beside them.
package onlytests

import (
	"testing"
	"time"
)

func checkAnswer(t *testing.T) {
	answer := make(chan int)
	go func() {
		answer <- 42 // want `answer <- 42 blocks for ever if checkAnswer returns before it is received`
	}()
	select {
	case <-answer:
	case <-time.After(time.Second):
		t.Error("too late")
	}
}
