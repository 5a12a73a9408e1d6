// Package pahounordered asks for a goroutine a message, so its handlers may wait.
package pahounordered

import (
	"net/http"
	"os"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

func start() (mqtt.Client, error) {
	opts := mqtt.NewClientOptions().AddBroker("tcp://localhost:1883")
	opts.SetOrderMatters(false)
	client := mqtt.NewClient(opts)
	client.AddRoute("readings", func(client mqtt.Client, msg mqtt.Message) {
		time.Sleep(2 * time.Second)
		os.WriteFile("reading", msg.Payload(), 0o600)
	})
	client.AddRoute("alarms", onAlarm)
	token := client.Connect()
	token.Wait()
	return client, token.Error()
}

func onAlarm(client mqtt.Client, msg mqtt.Message) {
	http.Head("https://example.com/alarm")
}
