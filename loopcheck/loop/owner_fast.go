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

type atomicGID struct{ p unsafe.Pointer }

func (a *atomicGID) load() gid   { return atomic.LoadPointer(&a.p) }
func (a *atomicGID) store(g gid) { atomic.StorePointer(&a.p, g) }

// nobody is no goroutine's identity.
var nobody gid

// hash spreads identities: descriptors lie some hundred bytes apart.
func hash(id gid) uint32 { return uint32(uintptr(id)>>5) * 2654435761 >> 16 }
