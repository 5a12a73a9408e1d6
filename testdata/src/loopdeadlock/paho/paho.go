// Package paho calls the client in its message handlers. They run in order, so that whatever waits
// for the broker's answer waits for a message behind itself.
package paho

import (
	"log"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// onRequest answers on the spot.
func onRequest(client mqtt.Client, msg mqtt.Message) {
	client.Publish("reply", 1, false, msg.Payload()) // want "client.Publish waits for the paho loop"
}

// onCommand follows the command's order.
func onCommand(client mqtt.Client, msg mqtt.Message) {
	switch string(msg.Payload()) {
	case "join":
		join(client, msg.Topic())
	case "leave":
		token := client.Unsubscribe(msg.Topic()) // want "waits for the paho loop"
		log.Println(token.Error())
	case "stop":
		client.Disconnect(250) // want "waits for the paho loop"
	}
}

func join(client mqtt.Client, topic string) {
	token := client.Subscribe(topic, 1, onRequest) // want "client.Subscribe waits for the paho loop"
	if token.Error() != nil {
		return
	}
	filters := map[string]byte{topic + "/a": 0, topic + "/b": 1}
	token = client.SubscribeMultiple(filters, onRequest) // want "client.SubscribeMultiple waits for the paho loop"
	log.Println(token.Error())
}

// A bridge waits for a token that was made elsewhere, by another client perhaps:
// that is loopblock's.
type bridge struct {
	upstream mqtt.Client
	last     mqtt.Token
}

func (b *bridge) onMessage(client mqtt.Client, msg mqtt.Message) {
	if b.last == nil {
		return
	}
	if !b.last.WaitTimeout(time.Second) {
		b.last.Wait() //loopcheck:ignore loopblock whose token it is nobody says, and the network keeps it
	}
}

func start(b *bridge) error {
	opts := mqtt.NewClientOptions().AddBroker("tcp://localhost:1883")
	opts.SetDefaultPublishHandler(b.onMessage)
	opts.SetOnConnectHandler(connectRunsOnItsOwnGoroutine)
	client := mqtt.NewClient(opts)
	client.AddRoute("requests", onRequest)
	client.AddRoute("commands", onCommand)
	client.AddRoute("pings", answersFromAGoroutine)
	client.AddRoute("jobs", handsOver(make(chan string, 8)))
	token := client.Connect()
	token.Wait()
	return token.Error()
}

// connectRunsOnItsOwnGoroutine, and may subscribe and wait.
func connectRunsOnItsOwnGoroutine(client mqtt.Client) {
	if token := client.Subscribe("news", 1, answersFromAGoroutine); token.Wait() && token.Error() != nil {
		client.Disconnect(250)
	}
}

func answersFromAGoroutine(client mqtt.Client, msg mqtt.Message) {
	go func() {
		token := client.Publish("pong", 1, false, msg.Payload())
		token.Wait()
	}()
	go client.Publish("seen", 0, false, msg.Topic())
	if client.IsConnected() {
		client.OptionsReader()
	}
}

func handsOver(jobs chan string) mqtt.MessageHandler {
	return func(client mqtt.Client, msg mqtt.Message) {
		select {
		case jobs <- msg.Topic():
		default:
		}
	}
}

// A relay takes from one broker and gives to another, whose answers another
// client reads.
type relay struct{ in, out mqtt.Client }

func (r *relay) start() {
	r.in.Subscribe("#", 0, r.forward).Wait()
	r.in.Subscribe("echo", 0, func(_ mqtt.Client, msg mqtt.Message) {
		r.in.Publish("heard", 1, false, "")                   // want "r.in.Publish waits for the paho loop"
		token := r.in.Publish("heard", 1, false, msg.Topic()) // want "r.in.Publish waits for the paho loop"
		if token.Wait() {                                     // want "token.Wait waits for the paho loop"
			println(token.Error())
		}
	}).Wait()
}

func (r *relay) forward(client mqtt.Client, msg mqtt.Message) {
	r.out.Publish(msg.Topic(), 1, false, msg.Payload()).Wait() //loopcheck:ignore loopblock another client reads the answer
	token := r.out.Subscribe("back", 1, nil)
	token.Wait() //loopcheck:ignore loopblock another client reads the answer
	confirm(client)
}

// confirm is called with the handler's own client.
func confirm(client mqtt.Client) {
	client.Publish("done", 1, false, "").Wait() // want "Wait waits for the paho loop"
}

func bridgeTwo(in, out mqtt.Client) {
	in.Subscribe("#", 0, func(_ mqtt.Client, msg mqtt.Message) {
		out.Publish(msg.Topic(), 1, false, msg.Payload()).Wait() //loopcheck:ignore loopblock another client reads the answer
		in.Unsubscribe("#").Wait()                               // want "Wait waits for the paho loop"
	}).Wait()
}
