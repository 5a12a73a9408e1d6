package paho

import mqtt "github.com/eclipse/paho.mqtt.golang"

type nothing struct{}

// A collector has a token for each message that it has not passed on.
type collector struct {
	most   int
	tokens chan nothing
	sizes  chan int
	pass   func([]byte) error
}

func (c *collector) start(client mqtt.Client) mqtt.Token {
	c.tokens = make(chan nothing, c.most)
	c.sizes = make(chan int, c.most)
	return client.Subscribe("reading", 1, c.onMessage)
}

func (c *collector) onMessage(_ mqtt.Client, msg mqtt.Message) {
	c.tokens <- nothing{}
	if err := c.pass(msg.Payload()); err != nil {
		<-c.tokens // nope: it gives its own token back
		return
	}
	<-c.sizes // want "receiving from c.sizes blocks the paho loop"
}

// passed gives the token of a message back that has been passed on elsewhere.
func (c *collector) passed() { <-c.tokens }
