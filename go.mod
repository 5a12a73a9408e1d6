module github.com/loopcheck/loopcheck

go 1.25.0

require golang.org/x/tools v0.49.0 // the last that takes Go 1.25: see docs/modules.md

require go.uber.org/goleak v1.3.1-0.20260602155401-5f791e3ef83b // v1.3.0 panics on deep stacks

require (
	github.com/bmatcuk/doublestar/v4 v4.10.4
	github.com/golangci/plugin-module-register v0.1.2
	github.com/rogpeppe/go-internal v1.16.0
	go.yaml.in/yaml/v3 v3.0.5
	golang.org/x/term v0.43.0
)

require (
	golang.org/x/mod v0.39.0 // indirect
	golang.org/x/sync v0.22.0 // indirect
	golang.org/x/sys v0.47.0 // indirect
)
