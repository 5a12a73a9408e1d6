module github.com/loopcheck/loopcheck/loopcheck/adapters/tview

go 1.25.0

require (
	github.com/gdamore/tcell/v2 v2.8.1
	github.com/loopcheck/loopcheck v0.0.0
	github.com/rivo/tview v0.42.0
)

require (
	github.com/gdamore/encoding v1.0.1 // indirect
	github.com/lucasb-eyer/go-colorful v1.2.0 // indirect
	github.com/mattn/go-runewidth v0.0.16 // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	go.uber.org/goleak v1.3.1-0.20260602155401-5f791e3ef83b // indirect
	golang.org/x/sys v0.47.0 // indirect
	golang.org/x/term v0.43.0 // indirect
	golang.org/x/text v0.21.0 // indirect
)

replace github.com/loopcheck/loopcheck => ../../..
