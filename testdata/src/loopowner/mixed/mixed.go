// Package mixed has two loops: what is on the one is off the other.
package mixed

import (
	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/rivo/tview"

	tea "charm.land/bubbletea/v2"
)

// showReadings lets messages write into a table.
func showReadings(client mqtt.Client, app *tview.Application, table *tview.Table) {
	client.AddRoute("readings", func(client mqtt.Client, msg mqtt.Message) {
		table.SetCellSimple(0, 0, string(msg.Payload())) // want "off the tview loop"
	})
	client.AddRoute("queued", queuesForTheTable(app, table))
}

// queuesForTheTable goes to the other loop, and does not wait for it.
func queuesForTheTable(app *tview.Application, table *tview.Table) mqtt.MessageHandler {
	return func(client mqtt.Client, msg mqtt.Message) {
		payload := string(msg.Payload())
		go app.QueueUpdateDraw(func() { table.SetCellSimple(0, 0, payload) })
	}
}

type readingMsg struct{ value string }

type model struct{ value string }

func (m *model) Init() tea.Cmd { return nil }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if msg, ok := msg.(readingMsg); ok {
		m.value = msg.value
	}
	return m, nil
}

func (m *model) View() tea.View { return tea.NewView(m.value) }

// follow lets messages write into a model.
func follow(client mqtt.Client, m *model) {
	client.AddRoute("value", func(client mqtt.Client, msg mqtt.Message) {
		m.value = string(msg.Payload()) // want "m.value is written off the bubbletea loop"
	})
}

// sendsToTheProgram waits for another loop, which is no deadlock and no touch.
func sendsToTheProgram(client mqtt.Client, program *tea.Program) {
	client.AddRoute("sent", func(client mqtt.Client, msg mqtt.Message) {
		payload := string(msg.Payload())
		go program.Send(readingMsg{payload})
	})
}
