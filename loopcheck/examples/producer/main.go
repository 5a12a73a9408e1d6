// Command producer shows a producer thread that feeds a loop through a Bridge.
//
// A blocking reader produces temperatures, on a goroutine of its own. The
// bridge holds four of them: if the consumer falls behind, the producer waits.
// The consumer is a coroutine and owns what it counts. The producer closes the
// bridge when there is no more, so no sentinel value is needed, and its error
// comes back through its future.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"
	"strings"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

func main() {
	for _, day := range []string{
		"17.5 18.0 18.5 20.5 22.0 23.5 24.0 19.0",
		"17.0 16.5 battery low",
	} {
		r := bufio.NewScanner(strings.NewReader(day))
		r.Split(bufio.ScanWords)
		if err := tell(os.Stdout, r); err != nil {
			log.SetFlags(0)
			log.Print(err)
		}
	}
}

// tell prints a report on the temperatures of a day.
func tell(w io.Writer, day *bufio.Scanner) error {
	_, err := loop.RunOnce(context.Background(), func(ctx context.Context) (struct{}, error) {
		l, _ := loop.TaskLoop(ctx)
		readings := loop.NewBridge[float64](l, 4)
		defer readings.Close() // if the consumer gives up, so does the producer

		reading := l.Offload(nil, func(ctx context.Context) error {
			defer readings.Close()
			return read(ctx, day, readings)
		})
		n, warmest := consume(ctx, readings)
		_, err := reading.Await(ctx)
		fmt.Fprintf(w, "%d readings, the warmest %.1f\n", n, warmest)
		return struct{}{}, err
	})
	return err
}

// read is plain blocking code: it knows of no loop, only of the bridge.
func read(ctx context.Context, day *bufio.Scanner, readings *loop.Bridge[float64]) error {
	for day.Scan() {
		degrees, err := strconv.ParseFloat(day.Text(), 64)
		if err != nil {
			return fmt.Errorf("the thermometer says %q, want degrees", day.Text())
		}
		if err := readings.Send(ctx, degrees); err != nil {
			return err
		}
	}
	return day.Err()
}

// consume runs on the loop. It waits for each reading and keeps nothing
// waiting but itself.
func consume(ctx context.Context, readings *loop.Bridge[float64]) (n int, warmest float64) {
	for degrees := range readings.All(ctx) {
		n++
		warmest = max(warmest, degrees)
	}
	return n, warmest
}
