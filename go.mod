module github.com/loopcheck/loopcheck

go 1.26.0

require golang.org/x/tools v0.52.0

require go.uber.org/goleak v1.3.1-0.20260602155401-5f791e3ef83b

require (
	github.com/golangci/plugin-module-register v0.1.2
	golang.org/x/mod v0.42.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
)
