// Package generics blocks in generic functions and in methods of generic types.
package generics

import (
	"encoding/json"
	"os"
	"os/exec"
	"time"

	tea "charm.land/bubbletea/v2"
)

type item struct{ Title string }

// decode is instantiated by its callers.
func decode[T any](path string) (v T, err error) {
	body, err := os.ReadFile(path) // want "blocks the bubbletea loop"
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(body, &v)
}

// A cache is a generic type with a method that waits and one that does not.
type cache[K comparable, V any] struct {
	path string
	m    map[K]V
}

func (c *cache[K, V]) flush() error {
	return exec.Command("touch", c.path).Run() // want "blocks the bubbletea loop"
}

func (c *cache[K, V]) get(k K) V { return c.m[k] }

// first is generic and only computes.
func first[T any](list []T) (zero T) {
	if len(list) > 0 {
		return list[0]
	}
	return zero
}

// each calls f before it returns, whatever its elements are.
func each[T any](list []T, f func(T)) {
	for _, v := range list {
		f(v)
	}
}

// background calls f on a goroutine of its own.
func background[T any](v T, f func(T)) { go f(v) }

// A list is a generic model.
type list[T any] struct {
	items []T
	cache *cache[string, T]
	err   error
}

func (l list[T]) Init() tea.Cmd { return nil }

func (l list[T]) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case tea.FocusMsg:
		l.err = l.cache.flush()
	case tea.BlurMsg:
		time.Sleep(time.Second) // want "blocks the bubbletea loop"
	case tea.KeyPressMsg:
		each(l.items, func(T) {
			os.RemoveAll("item") // want "blocks the bubbletea loop"
		})
	case tea.WindowSizeMsg:
		background(first(l.items), func(T) { os.Remove("item") })
	}
	return l, nil
}

func (l list[T]) View() tea.View { return tea.NewView("") }

type model struct {
	items list[item]
	cache cache[string, item]
	first item
}

func (m model) Init() tea.Cmd { return nil }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.first, _ = decode[item]("item.json")
	m.first = m.cache.get("first")
	return m, nil
}

func (m model) View() tea.View { return tea.NewView(m.first.Title) }
