package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/coverage"
)

// The parts of what coverage.WriteCounters writes (internal/coverage/defs.go):
// a header of the file, one of its only segment, texts to skip, and for each
// function that ran the number of its counters, its package, its number there,
// and the counters, all in ULEB128.
const (
	headerLen  = 32
	segmentLen = 16
	version    = 1
	uleb128    = 2
)

var errFormat = errors.New("the counters are in a format that is not known here")

// steps returns how many basic blocks of the instrumented packages ran since the
// last clear.
func steps() (int64, error) {
	var b bytes.Buffer
	if err := coverage.WriteCounters(&b); err != nil {
		return 0, fmt.Errorf("build it with -cover -covermode=atomic: %w", err)
	}
	return sum(b.Bytes())
}

func sum(data []byte) (int64, error) {
	if len(data) < headerLen+segmentLen {
		return 0, errFormat
	}
	little := binary.LittleEndian
	if !bytes.HasPrefix(data, []byte("\x00cwm")) || little.Uint32(data[4:]) != version || data[24] != uleb128 {
		return 0, errFormat
	}
	segment := data[headerLen:]
	funcs := little.Uint64(segment)
	texts := little.Uint32(segment[8:]) + little.Uint32(segment[12:])
	r := bytes.NewReader(segment[segmentLen+texts:])
	var total int64
	for range funcs {
		counters, err := binary.ReadUvarint(r)
		if err != nil {
			return 0, errFormat
		}
		for i := range counters + 2 {
			n, err := binary.ReadUvarint(r)
			if err != nil {
				return 0, errFormat
			}
			if i >= 2 { // the first two say which function it is
				total += int64(n)
			}
		}
	}
	return total, nil
}
