//go:build !gc || purego || !(amd64 || arm64)

package loop

import (
	"runtime"
	"sync/atomic"
)

// A gid identifies a goroutine: the number in the header of its stack trace. No
// number is used twice. Reading it takes microseconds.
type gid = uint64

// self returns the calling goroutine's identity.
func self() gid {
	var buf [40]byte
	return goroutineNumber(buf[:runtime.Stack(buf[:], false)])
}

type atomicGID struct{ n atomic.Uint64 }

func (a *atomicGID) load() gid   { return a.n.Load() }
func (a *atomicGID) store(g gid) { a.n.Store(g) }

func hash(id gid) uint32 { return uint32(id) }

// nobody is no goroutine's identity.
var nobody gid

// goroutineNumber reads N in "goroutine N [running]:", the header of a stack.
func goroutineNumber(header []byte) (n uint64) {
	const prefix = len("goroutine ")
	for i := prefix; i < len(header) && '0' <= header[i] && header[i] <= '9'; i++ {
		n = n*10 + uint64(header[i]-'0')
	}
	return n
}
