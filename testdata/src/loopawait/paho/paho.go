// Package paho drops the tokens that say whether the broker agreed.
package paho

import (
	"context"
	"errors"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// connectAndHope never learns that nobody answered.
func connectAndHope(opts *mqtt.ClientOptions) mqtt.Client {
	client := mqtt.NewClient(opts)
	client.Connect() // want "client.Connect returns is dropped"
	return client
}

func connectBlank(client mqtt.Client) {
	_ = client.Connect() // want "is dropped"
}

func subscribeAndHope(client mqtt.Client, handler mqtt.MessageHandler) {
	client.Subscribe("news", 1, handler)                               // want "client.Subscribe returns is dropped"
	client.SubscribeMultiple(map[string]byte{"a": 0, "b": 1}, handler) // want "is dropped"
	client.Unsubscribe("news")                                         // nobody minds what still comes: strict
}

// overwritten waits for the second token only.
func overwritten(client mqtt.Client, handler mqtt.MessageHandler) error {
	token := client.Subscribe("one", 1, handler) // want "is dropped"
	token = client.Subscribe("two", 1, handler)
	token.Wait()
	return token.Error()
}

// forgottenOnOnePath has a way out that nobody asks the token on.
func forgottenOnOnePath(client mqtt.Client, topics int) error {
	token := client.Connect() // want "the mqtt.Token that client.Connect returns is dropped on one way: the return at line 41 comes without it"
	if topics == 0 {
		return nil
	}
	token.Wait()
	return token.Error()
}

// waited is the idiom.
func waited(client mqtt.Client) error {
	if token := client.Connect(); token.Wait() && token.Error() != nil {
		return token.Error()
	}
	return nil
}

func waitedForAWhile(client mqtt.Client) error {
	token := client.Connect()
	if !token.WaitTimeout(time.Second) {
		return errors.New("no answer")
	}
	return token.Error()
}

func selected(ctx context.Context, client mqtt.Client, handler mqtt.MessageHandler) error {
	token := client.Subscribe("news", 1, handler)
	select {
	case <-token.Done():
		return token.Error()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func returned(client mqtt.Client) mqtt.Token { return client.Connect() }

func passed(client mqtt.Client, handler mqtt.MessageHandler) error {
	return errors.Join(
		check(client.Connect()),
		check(client.Subscribe("news", 1, handler)),
	)
}

func check(token mqtt.Token) error {
	token.Wait()
	return token.Error()
}

func collected(client mqtt.Client, topics []string, handler mqtt.MessageHandler) (err error) {
	var tokens []mqtt.Token
	for _, topic := range topics {
		tokens = append(tokens, client.Subscribe(topic, 1, handler))
	}
	for _, token := range tokens {
		err = errors.Join(err, check(token))
	}
	return err
}

// A link keeps its token for later.
type link struct {
	client mqtt.Client
	token  mqtt.Token
	tokens chan mqtt.Token
}

func (l *link) stored() { l.token = l.client.Connect() }

func (l *link) sent() { l.tokens <- l.client.Connect() }

func (l *link) awaitedElsewhere(errs chan<- error) {
	token := l.client.Connect()
	go func() {
		token.Wait()
		errs <- token.Error()
	}()
}

// publishingAndForgettingIsAnIdiom, with QoS 0 above all.
func publishingAndForgettingIsAnIdiom(client mqtt.Client) {
	client.Publish("readings", 0, false, "21.5")
	_ = client.Publish("readings", 1, false, "21.5")
}

// otherCallsHaveNoToken.
func otherCallsHaveNoToken(client mqtt.Client, handler mqtt.MessageHandler) {
	client.AddRoute("news", handler)
	client.Disconnect(250)
}
