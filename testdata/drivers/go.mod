module github.com/loopcheck/loopcheck/testdata/drivers

go 1.26.0
