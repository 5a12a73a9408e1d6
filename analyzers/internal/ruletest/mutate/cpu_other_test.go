//go:build !unix

package mutate

import (
	"runtime"
	"time"
)

var began = time.Now()

// cpu returns what this process may have taken of all processors.
func cpu() time.Duration { return time.Since(began) * time.Duration(runtime.GOMAXPROCS(0)) }
