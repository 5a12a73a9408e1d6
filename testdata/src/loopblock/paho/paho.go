// Package paho blocks in message handlers, which run in the order of the messages, one at a time.
package paho

import (
	"database/sql"
	"net/http"
	"os"
	"os/exec"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

func subscribe(client mqtt.Client, orders chan []byte) error {
	token := client.Subscribe("sensors/+", 1, func(client mqtt.Client, msg mqtt.Message) {
		time.Sleep(2 * time.Second) // want "time.Sleep blocks the paho loop for 2s"
	})
	if token.Wait() && token.Error() != nil {
		return token.Error()
	}
	token = client.Subscribe("orders", 1, func(client mqtt.Client, msg mqtt.Message) {
		orders <- msg.Payload() // want "blocks the paho loop"
	})
	token.Wait()
	return token.Error()
}

// onAlarm is a named handler.
func onAlarm(client mqtt.Client, msg mqtt.Message) {
	exec.Command("play", "alarm.wav").Run() // want "blocks the paho loop"
	forward(msg.Payload())
}

func forward(payload []byte) {
	http.Head("https://example.com/alarm") // want "blocks the paho loop"
}

// A recorder has a method that is a handler.
type recorder struct{ db *sql.DB }

func (r *recorder) onMessage(client mqtt.Client, msg mqtt.Message) {
	r.db.Exec("insert into readings values (?)", msg.Payload()) // want "blocks the paho loop"
}

// onUnknown is a handler by its type.
var onUnknown mqtt.MessageHandler = func(client mqtt.Client, msg mqtt.Message) {
	http.Head("https://example.com/unknown") // want "blocks the paho loop"
}

func start(r *recorder) (mqtt.Client, error) {
	opts := mqtt.NewClientOptions().AddBroker("tcp://localhost:1883")
	opts.SetDefaultPublishHandler(onUnknown)
	opts.SetOnConnectHandler(connectRunsOnItsOwnGoroutine)
	opts.SetConnectionLostHandler(func(client mqtt.Client, err error) {
		time.Sleep(time.Second)
		os.WriteFile("lost", []byte(err.Error()), 0o600)
	})
	client := mqtt.NewClient(opts)
	client.AddRoute("alarms", onAlarm)
	client.AddRoute("readings", r.onMessage)
	client.AddRoute("commands", handsOver(make(chan []byte, 16)))
	client.AddRoute("reports", leavesAtOnce)
	client.AddRoute("archive", keepsOnDisk)
	token := client.Connect()
	token.Wait()
	return client, token.Error()
}

// connectRunsOnItsOwnGoroutine: OnConnect and OnConnectionLost are not the message loop.
func connectRunsOnItsOwnGoroutine(client mqtt.Client) {
	token := client.Publish("status", 1, true, "online")
	token.Wait()
	time.Sleep(time.Second)
}

// handsOver passes the message on if there is room.
func handsOver(commands chan []byte) mqtt.MessageHandler {
	return func(client mqtt.Client, msg mqtt.Message) {
		select {
		case commands <- msg.Payload():
		default:
		}
	}
}

// leavesAtOnce works on a goroutine of its own.
func leavesAtOnce(client mqtt.Client, msg mqtt.Message) {
	go func() {
		os.WriteFile("report", msg.Payload(), 0o600)
		http.Head("https://example.com/report")
	}()
}

// keepsOnDisk does what many handlers are there for: the message loop tolerates it.
func keepsOnDisk(client mqtt.Client, msg mqtt.Message) {
	os.WriteFile("archive", msg.Payload(), 0o600)
}

// looksLikeAHandler has a handler's parameters and is none: nobody subscribes it.
func looksLikeAHandler(client mqtt.Client, msg mqtt.Message) {
	time.Sleep(time.Second)
}

// A bridge waits for another broker, which only the network keeps. Whether there
// is room for a packet is no wait that anybody notices.
func bridge(in, out mqtt.Client) {
	in.Subscribe("#", 0, func(_ mqtt.Client, msg mqtt.Message) {
		token := out.Publish(msg.Topic(), 1, false, msg.Payload())
		token.Wait() // want "token.Wait blocks the paho loop: it waits for the network"
	}).Wait()
	in.Subscribe("fast", 0, func(_ mqtt.Client, msg mqtt.Message) {
		out.Publish(msg.Topic(), 0, false, msg.Payload())
	}).Wait()
}

func subscribeAndPrint(client mqtt.Client) error {
	orders := make(chan []byte)
	go func() {
		for order := range orders {
			println(string(order))
		}
	}()
	return subscribe(client, orders)
}
