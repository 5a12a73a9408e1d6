package asked

import "context"

func (k *keeper) ask(ctx context.Context) int {
	answer := make(chan int)
	k.questions <- &question{answer: answer}
	select {
	case n := <-answer:
		return n
	case <-ctx.Done():
		return -1
	}
}
