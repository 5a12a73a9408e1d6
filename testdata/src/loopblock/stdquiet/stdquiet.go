// Package stdquiet calls the standard library where a look inside would find files, locks and
// channels that no user waits for.
package stdquiet

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"mime"
	"net/url"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"text/template"
	"time"

	tea "charm.land/bubbletea/v2"
)

var (
	word = regexp.MustCompile(`\w+`)
	page = template.Must(template.New("page").Parse("{{.}}"))
)

type model struct {
	mu    *sync.RWMutex
	once  *sync.Once
	pool  *sync.Pool
	cache *sync.Map
	hits  *atomic.Int64
	text  string
	err   error
}

func (m model) Init() tea.Cmd { return nil }

func (m model) View() tea.View { return tea.NewView(m.text) }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.text = fmt.Sprintf("%v at %s", msg, time.Now().Format(time.RFC1123))
	m.text += time.Date(2026, 1, 2, 3, 4, 5, 6, time.Local).String()

	var key [16]byte
	rand.Read(key[:])
	m.text += fmt.Sprintf("%x", sha256.Sum256(key[:]))

	if u, err := url.Parse(m.text); err == nil {
		m.text = u.Host
	}
	if body, err := json.Marshal(msg); err == nil {
		m.err = json.Unmarshal(body, &m.text)
	}
	m.text += word.FindString(m.text) + mime.TypeByExtension(".html")

	var out bytes.Buffer
	m.err = errors.Join(m.err, page.Execute(&out, m.text))
	m.text = strings.ToUpper(out.String()) + reflect.TypeOf(msg).String() + os.Getenv("HOME")

	log.Printf("update %v", msg)
	slog.Info("update", "msg", msg)

	m.mu.RLock()
	m.mu.RUnlock()
	m.once.Do(func() { m.text = "once" })
	m.pool.Put(m.pool.Get())
	m.cache.Store("text", m.text)
	m.cache.Range(func(k, v any) bool { return true })
	m.hits.Add(1)

	// The kernel answers these from memory.
	if _, err := os.Stat("config"); err != nil {
		m.text, m.err = os.Getwd()
	}

	// Made, not run.
	git := exec.Command("git", "status")
	timer := time.NewTimer(time.Second)
	timer.Stop()
	return m, tea.ExecProcess(git, nil)
}
