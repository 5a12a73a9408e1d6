package main

import (
	"os"
	"runtime/pprof"
)

var profFile *os.File

func init() {
	if p := os.Getenv("LCPROF"); p != "" {
		profFile, _ = os.Create(p)
		pprof.StartCPUProfile(profFile)
	}
}
func stopProf() {
	if profFile != nil {
		pprof.StopCPUProfile()
		profFile.Close()
	}
}
