// Package pahounordered has its handlers run on goroutines of their own.
package pahounordered

import mqtt "github.com/eclipse/paho.mqtt.golang"

func start() error {
	opts := mqtt.NewClientOptions().
		AddBroker("tcp://localhost:1883").
		SetOrderMatters(false)
	client := mqtt.NewClient(opts)
	client.AddRoute("requests", onRequest)
	token := client.Connect()
	token.Wait()
	return token.Error()
}

func onRequest(client mqtt.Client, msg mqtt.Message) {
	token := client.Publish("reply", 1, false, msg.Payload())
	token.Wait()
}
