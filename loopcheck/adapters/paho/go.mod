module github.com/loopcheck/loopcheck/loopcheck/adapters/paho

go 1.26.0

require (
	github.com/eclipse/paho.mqtt.golang v1.5.1
	github.com/loopcheck/loopcheck v0.0.0
)

require (
	github.com/gorilla/websocket v1.5.3 // indirect
	go.uber.org/goleak v1.3.1-0.20260602155401-5f791e3ef83b // indirect
	golang.org/x/net v0.44.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
)

replace github.com/loopcheck/loopcheck => ../../..
