// Package ways meets duties on some ways out and forgets them on others.
package ways

import (
	"context"

	"charm.land/bubbles/v2/list"
	tea "charm.land/bubbletea/v2"
	"golang.org/x/sync/errgroup"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

type model struct {
	lists []list.Model
	one   list.Model
}

func (m *model) status(text string) tea.Cmd { return m.one.NewStatusMessage(text) }

// updateAll keeps the command of the last list alone.
func (m *model) updateAll(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	for i := range m.lists {
		m.lists[i], cmd = m.lists[i].Update(msg) // want "the tea.Cmd that .*Update returns is dropped on one way: the next round comes without it; return it or pass it to tea.Batch there as well"
	}
	return cmd
}

func (m *model) updateEach(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for i := range m.lists {
		var cmd tea.Cmd
		m.lists[i], cmd = m.lists[i].Update(msg)
		cmds = append(cmds, cmd)
	}
	return tea.Batch(cmds...)
}

// taken is a message that the model takes for itself: the list has nothing to do for it.
func (m *model) taken(msg tea.Msg) tea.Cmd {
	one, cmd := m.one.Update(msg) // strict
	m.one = one
	if _, ok := msg.(tea.FocusMsg); ok {
		return nil
	}
	return cmd
}

// gather forgets in one case what it has gathered.
func (m *model) gather(empty bool) tea.Cmd {
	var cmds []tea.Cmd
	cmds = append(cmds, m.status("loading")) // want "the tea.Cmd that m.status returns is dropped on one way: cmds is lost at the return at line 55; return it or pass it to tea.Batch there as well"
	if empty {
		return nil
	}
	return tea.Batch(cmds...)
}

func (m *model) gatherAll(quit bool) tea.Cmd {
	var cmds []tea.Cmd
	cmds = append(cmds, m.status("loading"))
	if quit {
		return tea.Quit
	}
	return tea.Batch(cmds...)
}

// keys gathers for one key and returns for another: which is none of them both.
func (m *model) keys(enter, quit bool) tea.Cmd {
	var cmds []tea.Cmd
	if enter {
		cmds = append(cmds, m.status("loading")) // strict
	}
	if quit {
		return nil
	}
	return tea.Batch(cmds...)
}

// handle gives a command where it says so.
func (m *model) handle() (tea.Cmd, bool) { return m.status("handled"), true }

func (m *model) handled() tea.Cmd {
	if cmd, ok := m.handle(); ok {
		return cmd
	}
	return nil
}

func save() (int, error) { return 0, nil }

// ask leaves a future behind where it is in a hurry.
func ask(ctx context.Context, l *loop.Loop, limit int) error {
	saved := loop.Submit(l, save) // want "the loop.Future that loop.Submit returns is dropped on one way: the return at line 97 comes without it"
	if limit == 0 {
		return nil
	}
	_, err := saved.Await(ctx)
	return err
}

func askOrLeave(ctx context.Context, l *loop.Loop, hurry bool) error {
	saved := loop.Submit(l, save)
	if hurry {
		saved.Detach()
		return nil
	}
	_, err := saved.Await(ctx)
	return err
}

// askIf waits if its caller does.
func askIf(ctx context.Context, l *loop.Loop, wait bool) {
	saved := loop.Submit(l, save)
	if wait {
		saved.Await(ctx)
	}
}

func work() error { return nil }

// begin leaves its goroutines to themselves, and their errors.
func begin() {
	var g errgroup.Group
	g.Go(work) // want "g has work that nobody waits for; call its Wait or hand it on"
}

// fetch leaves its goroutines where the second thing fails: mostly because the context is
// over that ends them too, so this is for the strict tier.
func fetch(ctx context.Context, second func() error) error {
	g, _ := errgroup.WithContext(ctx)
	g.Go(work)
	if err := second(); err != nil {
		return err
	}
	return g.Wait()
}

func fetchAll(ctx context.Context, second func() error) error {
	g, _ := errgroup.WithContext(ctx)
	g.Go(work)
	g.Go(second)
	return g.Wait()
}

// fetchEach leaves the goroutines of the rounds before where one finds nothing: strict too.
func fetchEach(all []string, has func(string) error) error {
	var g errgroup.Group
	for _, name := range all {
		if err := has(name); err != nil {
			return err
		}
		g.Go(work)
	}
	return g.Wait()
}

// fetchWithin tells its goroutines to end however it returns.
func fetchWithin(parent context.Context, second func(context.Context) error) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return second(ctx) })
	if err := second(gctx); err != nil {
		return err
	}
	return g.Wait()
}

// fetchOrCancel tells them to end in a function that it defers.
func fetchOrCancel(parent context.Context, second func(context.Context) error) (err error) {
	ctx, cancel := context.WithCancel(parent)
	defer func() {
		if err != nil {
			cancel()
		}
	}()
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return second(ctx) })
	if err := second(gctx); err != nil {
		return err
	}
	return g.Wait()
}
