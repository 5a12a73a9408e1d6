package cache

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// A Prog is a cache that another program keeps, on other machines perhaps. They speak as
// the go command does with GOCACHEPROG: go doc cmd/go/internal/cacheprog. No library has
// the go command's side of it.
type Prog struct {
	child *exec.Cmd
	stdin io.WriteCloser
	puts  sync.WaitGroup // those that are not answered

	writing sync.Mutex
	out     *bufio.Writer

	mu      sync.Mutex                // never held while the program has to read or write
	last    int64                     // the last request's number
	waiting map[int64]chan<- response // nil once the program answers no more
}

// A request is what the program is asked.
type request struct {
	ID       int64
	Command  string
	ActionID []byte `json:",omitempty"`
	OutputID []byte `json:",omitempty"`
	BodySize int64  `json:",omitempty"`
}

// A response is what it answers. The first says what it can do.
type response struct {
	ID            int64
	Err           string
	KnownCommands []string
	Miss          bool
	OutputID      []byte
	DiskPath      string
}

// Start starts a program: its name and arguments, between spaces.
func Start(command string) (*Prog, error) {
	words := strings.Fields(command)
	if len(words) == 0 {
		return nil, errors.New("no program is named")
	}
	p := &Prog{child: exec.Command(words[0], words[1:]...), waiting: make(map[int64]chan<- response)}
	p.child.Stderr = os.Stderr
	var err error
	if p.stdin, err = p.child.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := p.child.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewWriter(p.stdin)
	if err := p.child.Start(); err != nil {
		return nil, err
	}
	answers := json.NewDecoder(stdout)
	var hello response
	if err := answers.Decode(&hello); err != nil || !slices.Contains(hello.KnownCommands, "get") || !slices.Contains(hello.KnownCommands, "put") {
		p.stdin.Close()
		return nil, errors.Join(fmt.Errorf("%s does not speak as GOCACHEPROG's program does", words[0]), p.child.Wait())
	}
	go p.listen(answers)
	return p, nil
}

// listen hands on what the program answers, until it does no more.
func (p *Prog) listen(answers *json.Decoder) {
	for {
		var r response
		if err := answers.Decode(&r); err != nil {
			break
		}
		p.mu.Lock()
		wanted := p.waiting[r.ID]
		delete(p.waiting, r.ID)
		p.mu.Unlock()
		if wanted != nil {
			wanted <- r
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, wanted := range p.waiting {
		close(wanted)
	}
	p.waiting = nil
}

// ask sends a request, and returns where its answer comes: a channel that is closed if
// there is none.
func (p *Prog) ask(r request, body []byte) <-chan response {
	answer := make(chan response, 1)
	if r.ID = p.register(answer); r.ID == 0 {
		close(answer)
		return answer
	}
	r.BodySize = int64(len(body))
	if p.send(r, body) != nil {
		p.stdin.Close() // then the program ends, and with it what waits for answers
	}
	return answer
}

// register gives a request its number; 0 if the program answers no more.
func (p *Prog) register(answer chan<- response) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting == nil {
		return 0
	}
	p.last++
	p.waiting[p.last] = answer
	return p.last
}

func (p *Prog) send(r request, body []byte) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if len(body) > 0 {
		text = fmt.Appendf(text, "%q\n", base64.StdEncoding.EncodeToString(body))
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	if _, err := p.out.Write(text); err != nil {
		return err
	}
	return p.out.Flush()
}

// Get implements [stream.Cache].
func (p *Prog) Get(key stream.Key) (data []byte, found bool) {
	r, ok := <-p.ask(request{Command: "get", ActionID: key[:]}, nil)
	if !ok || r.Err != "" || r.Miss || r.DiskPath == "" {
		return nil, false
	}
	data, err := os.ReadFile(r.DiskPath)
	sum := sha256.Sum256(data)
	return data, err == nil && string(sum[:]) == string(r.OutputID)
}

// Put implements [stream.Cache]. It does not wait for the program.
func (p *Prog) Put(key stream.Key, data []byte) {
	sum := sha256.Sum256(data)
	answer := p.ask(request{Command: "put", ActionID: key[:], OutputID: sum[:]}, data)
	p.puts.Go(func() { <-answer })
}

// Close waits until the program has kept what it was given, and ends it.
func (p *Prog) Close() {
	p.puts.Wait()
	<-p.ask(request{Command: "close"}, nil)
	p.stdin.Close()
	_ = p.child.Wait() // how it ends is its own business
}
