//go:build gc && !purego && (amd64 || arm64)

package loop

import (
	"sync/atomic"
	"unsafe"
)

// A gid identifies a goroutine while it lives: the address of its descriptor in
// the Go runtime, which is only ever compared. The descriptor outlives the
// goroutine and is never moved, so the address is safe to keep, but a later
// goroutine may get the same one.
type gid = unsafe.Pointer

// self returns the calling goroutine's identity.
//
//go:noescape
func self() gid

// An atomicGID is where a goroutine that is on a loop finds its own identity, and
// nobody else's matters.
type atomicGID struct{ p unsafe.Pointer }

func (a *atomicGID) load() gid    { return atomic.LoadPointer(&a.p) }
func (a *atomicGID) store(id gid) { storeGID(&a.p, id) }

// storeGID is a store that is whole but has no place in the order of others: a
// goroutine looks for itself only, on the thread that stored it or after the
// scheduler has moved it to another. atomic.StorePointer would make each switch
// between coroutines wait until all stores before it have left the core.
//
//go:noescape
func storeGID(at *unsafe.Pointer, id gid)

// nobody is no goroutine's identity.
var nobody gid

// hash spreads identities: descriptors lie some hundred bytes apart.
func hash(id gid) uint32 { return uint32(uintptr(id)>>5) * 2654435761 >> 16 }
