// Package notify sends messages to a program, in three ways.
package notify

import tea "charm.land/bubbletea/v2"

// A Notifier sends to the program it was made for.
type Notifier struct{ program *tea.Program }

// New returns a Notifier for program.
func New(program *tea.Program) *Notifier { return &Notifier{program} }

// A Text is what a Notifier sends.
type Text string

// Notify sends s and waits until the program took it.
func (n *Notifier) Notify(s string) { n.send(Text(s)) }

func (n *Notifier) send(msg tea.Msg) { n.program.Send(msg) }

// Post sends s some time.
func (n *Notifier) Post(s string) { go n.send(Text(s)) }

// Command returns a command that sends s.
func (n *Notifier) Command(s string) tea.Cmd {
	return func() tea.Msg {
		n.send(Text(s))
		return nil
	}
}
