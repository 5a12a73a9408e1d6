// Package drivers tests that loopcheck finds the same in whatever way it is run:
// as a vet tool, as a command of its own, and as a linter of golangci-lint. The
// three see facts and dependencies differently, so what one of them alone finds,
// or misses, is a bug of the suite.
//
// The tests build both programs and run them on the corpus, so they take
// minutes. "make drivers" runs them.
package drivers
