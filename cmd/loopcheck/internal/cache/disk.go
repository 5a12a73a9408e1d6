// Package cache keeps what loopcheck has found, from run to run: in a directory, or where
// another program keeps it.
package cache

import (
	"os"
	"sync/atomic"

	"github.com/rogpeppe/go-internal/cache"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// A Cache is where what was found is kept. Close ends its use.
type Cache interface {
	stream.Cache
	Close()
}

// A Disk is a cache in a directory, which processes of one machine may share: the go
// command's own build cache, as a library. What is written half, or by somebody else,
// is not found; what nobody has asked for in five days goes.
type Disk struct {
	files *cache.Cache
	grown atomic.Bool
}

// Open opens a cache, and makes the directory if there is none.
func Open(dir string) (*Disk, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	files, err := cache.Open(dir)
	if err != nil {
		return nil, err
	}
	return &Disk{files: files}, nil
}

// Get implements [stream.Cache].
func (d *Disk) Get(key stream.Key) (data []byte, found bool) {
	data, _, err := d.files.GetBytes(cache.ActionID(key))
	return data, err == nil
}

// Put implements [stream.Cache]. On a full disk, or one that cannot be written to,
// nothing is kept.
func (d *Disk) Put(key stream.Key, data []byte) {
	if d.files.PutBytes(cache.ActionID(key), data) == nil {
		d.grown.Store(true)
	}
}

// Close drops what is old, once a day, if anything was put into the cache.
func (d *Disk) Close() {
	if d.grown.Load() {
		_ = d.files.Trim() // what is left over goes tomorrow
	}
}
