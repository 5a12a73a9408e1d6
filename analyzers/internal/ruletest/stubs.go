package ruletest

// The stubs have what tests use of a framework, with its names and signatures.
// The contracts bind to them as they do to the real packages, which the corpus
// is for.

// Tea is a stub of bubbletea v2.
const Tea = `
-- charm.land/bubbletea/v2/tea.go --
package tea

import "time"

type Msg any
type Cmd func() Msg
type View struct{}
type Model interface {
	Init() Cmd
	Update(Msg) (Model, Cmd)
	View() View
}
type Program struct{}

func NewProgram(m Model) *Program         { return nil }
func NewView(s string) View               { return View{} }
func (p *Program) Run() (Model, error)    { return nil, nil }
func (p *Program) Send(msg Msg)           {}
func (p *Program) Quit()                  {}
func (p *Program) Wait()                  {}
func Quit() Msg                           { return nil }
func Batch(cmds ...Cmd) Cmd               { return nil }
func Tick(d time.Duration, fn func(time.Time) Msg) Cmd { return nil }
`

// Tview is a stub of tview.
const Tview = `
-- github.com/rivo/tview/tview.go --
package tview

type Application struct{}

func NewApplication() *Application                               { return nil }
func (a *Application) Run() error                                { return nil }
func (a *Application) Stop()                                     {}
func (a *Application) Draw() *Application                        { return a }
func (a *Application) Sync() *Application                        { return a }
func (a *Application) QueueUpdate(f func()) *Application         { return a }
func (a *Application) QueueUpdateDraw(f func()) *Application     { return a }
func (a *Application) SetBeforeDrawFunc(f func() bool) *Application { return a }
func (a *Application) SetInputCapture(capture func(key string) string) *Application { return a }
func (a *Application) Suspend(f func()) bool                     { return true }

type Primitive interface{ Draw() }
type Box struct{ title string }

func (b *Box) Draw()                       {}
func (b *Box) SetTitle(title string) *Box  { return b }
func (b *Box) SetBorder(show bool) *Box    { return b }

type List struct{ *Box }

func NewList() *List                                                       { return nil }
func (l *List) Clear() *List                                               { return l }
func (l *List) AddItem(text string, selected func()) *List                 { return l }
func (l *List) SetSelectedFunc(handler func(index int)) *List              { return l }
func (l *List) GetItemCount() int                                          { return 0 }

type TableCell struct{ Text string }

type TextView struct{ *Box }

func NewTextView() *TextView                                   { return nil }
func (t *TextView) SetText(text string) *TextView              { return t }
func (t *TextView) ScrollToEnd() *TextView                     { return t }
func (t *TextView) SetChangedFunc(handler func()) *TextView    { return t }
`

// Paho is a stub of the MQTT client.
const Paho = `
-- github.com/eclipse/paho.mqtt.golang/mqtt.go --
package mqtt

type Message interface{ Payload() []byte }
type MessageHandler func(Client, Message)
type OnConnectHandler func(Client)
type Token interface {
	Wait() bool
	Error() error
}
type Client interface {
	Connect() Token
	Subscribe(topic string, qos byte, callback MessageHandler) Token
	Publish(topic string, payload any) Token
	AddRoute(topic string, callback MessageHandler)
}
type ClientOptions struct{ OnConnect OnConnectHandler }

func (o *ClientOptions) SetOrderMatters(order bool) *ClientOptions { return o }
`
