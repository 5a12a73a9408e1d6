package main

import (
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/loopcheck/loopcheck/analyzers"
)

func main() { unitchecker.Main(analyzers.Suite()...) }
