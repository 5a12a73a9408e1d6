module github.com/loopcheck/loopcheck/loopcheck/examples

go 1.26.0

require (
	github.com/loopcheck/loopcheck v0.0.0-00010101000000-000000000000
	modernc.org/sqlite v1.61.1
)

replace github.com/loopcheck/loopcheck => ../..
