package std

import (
	"fmt"
	"go/types"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// library imports the packages that the tests ask about.
const library = `package a

import (
	_ "bufio"
	_ "bytes"
	_ "context"
	_ "crypto/rand"
	_ "crypto/tls"
	_ "database/sql"
	_ "encoding/gob"
	_ "encoding/json"
	_ "fmt"
	_ "io"
	_ "io/fs"
	_ "io/ioutil"
	_ "log"
	_ "log/slog"
	_ "maps"
	_ "math/rand/v2"
	_ "net"
	_ "net/http"
	_ "net/rpc"
	_ "net/smtp"
	_ "net/url"
	_ "os"
	_ "os/exec"
	_ "os/signal"
	_ "os/user"
	_ "path/filepath"
	_ "reflect"
	_ "regexp"
	_ "runtime"
	_ "slices"
	_ "sort"
	_ "strings"
	_ "sync"
	_ "text/template"
	_ "time"
)
`

// lookup finds functions and methods by the names that programs use: "os/exec Cmd.Run".
func lookup(t testing.TB) func(name string) *types.Func {
	t.Helper()
	pkg := ruletest.Load(t, library).Packages[0].Types
	return func(name string) *types.Func {
		path, name, _ := strings.Cut(name, " ")
		for _, imp := range pkg.Imports() {
			if imp.Path() != path {
				continue
			}
			recv, method, ok := strings.Cut(name, ".")
			obj := imp.Scope().Lookup(recv)
			if ok && obj != nil {
				obj, _, _ = types.LookupFieldOrMethod(obj.Type(), true, imp, method)
			}
			if fn, ok := obj.(*types.Func); ok {
				return fn
			}
		}
		t.Errorf("there is no %s %s", path, name)
		return nil
	}
}

// TestWaits: what everybody knows, and where the inference would go wrong without
// its barriers.
func TestWaits(t *testing.T) {
	tests := []struct{ name, want string }{
		{"time Sleep", "sleep"},
		{"time After", ""},
		{"time Now", ""},
		{"time Time.Format", ""}, // reads the zone once
		{"time LoadLocation", ""},

		{"net Dial", "net"},
		{"net DialTimeout", "net"},
		{"net Dialer.DialContext", "net"},
		{"net LookupHost", "net"},
		{"net Resolver.LookupIP", "net"},
		{"net Conn.Read", "net"},
		{"net TCPConn.Write", "net"},
		{"net Conn.Close", ""},
		{"net Conn.SetDeadline", ""},
		{"net Listener.Accept", "net"},
		{"net TCPListener.Accept", "net"},
		{"net Listen", ""}, // a local socket
		{"net ParseIP", ""},
		{"crypto/tls Dial", "net"},
		{"crypto/tls Conn.Handshake", "net"},
		{"crypto/tls Conn.Close", ""},
		{"net/http Get", "net"},
		{"net/http Client.Do", "net"},
		{"net/http Client.Post", "net"},
		{"net/http RoundTripper.RoundTrip", "net"},
		{"net/http ListenAndServe", "net"},
		{"net/http Server.Shutdown", "net"},
		{"net/http NewRequest", ""},
		{"net/http HandleFunc", ""},
		{"net/http Request.FormValue", ""},
		{"net/http Error", ""},
		{"net/smtp SendMail", "net"},
		{"net/rpc Client.Call", "net"},
		{"net/url Parse", ""},

		{"os ReadFile", "disk"},
		{"os WriteFile", "disk"},
		{"os Open", "disk"},
		{"os ReadDir", "disk"},
		{"os RemoveAll", "disk"},
		{"os MkdirAll", "disk"},
		{"os File.Read", "disk"},
		{"os File.Sync", "disk"},
		{"os File.Close", ""},
		{"os Stat", ""},
		{"os Getenv", ""},
		{"os Getwd", ""},
		{"io/ioutil ReadFile", "disk"},
		{"io/fs ReadFile", ""}, // of whatever file system
		{"path/filepath Walk", "disk"},
		{"path/filepath WalkDir", "disk"},
		{"path/filepath Glob", "disk"},
		{"path/filepath Join", ""},
		{"path/filepath Abs", ""},
		{"text/template ParseFiles", "disk"},
		{"text/template Template.Execute", ""},

		{"os/exec Cmd.Run", "exec"},
		{"os/exec Cmd.Output", "exec"},
		{"os/exec Cmd.Wait", "exec"},
		{"os/exec Cmd.Start", ""}, // forks and goes on
		{"os/exec Command", ""},
		{"os/exec LookPath", ""},
		{"os Process.Wait", "exec"},
		{"os Process.Kill", ""},

		{"database/sql DB.Query", "db"},
		{"database/sql DB.ExecContext", "db"},
		{"database/sql Tx.Commit", "db"},
		{"database/sql Rows.Next", "db"},
		{"database/sql Stmt.QueryRow", "db"},
		{"database/sql Rows.Scan", ""},
		{"database/sql DB.Close", ""},
		{"database/sql Open", ""}, // opens lazily

		{"sync WaitGroup.Wait", "wait"},
		{"sync Cond.Wait", "wait"},
		{"sync WaitGroup.Done", ""},
		{"sync Mutex.Lock", ""}, // held for nanoseconds
		{"sync Once.Do", ""},

		{"io PipeReader.Read", "chan"},
		{"io PipeWriter.Write", "chan"},
		{"io ReadAll", ""}, // of whatever reader
		{"io Copy", ""},
		{"bufio Scanner.Scan", ""},
		{"bufio Reader.ReadString", ""},
		{"fmt Scanln", "stdin"},
		{"fmt Fscanln", ""},
		{"fmt Sprintf", ""},
		{"fmt Println", ""},
		{"fmt Errorf", ""},
		{"log Printf", ""},
		{"log/slog Info", ""},
		{"encoding/json Marshal", ""},
		{"encoding/json Decoder.Decode", ""},
		{"encoding/gob Register", ""},
		{"crypto/rand Read", ""},
		{"math/rand/v2 IntN", ""},
		{"reflect Value.Call", ""},
		{"reflect DeepEqual", ""},
		{"regexp MustCompile", ""},
		{"runtime GC", ""},
		{"context WithTimeout", ""},
		{"os/signal Notify", ""},
		{"os/user Current", ""},
		{"bytes Buffer.ReadFrom", ""},
		{"strings NewReplacer", ""},
	}
	fn := lookup(t)
	for _, test := range tests {
		f := fn(test.name)
		if f == nil {
			continue
		}
		var got []string
		for _, w := range Waits(f) {
			got = append(got, string(w.Class))
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%s waits for %q, want %q", test.name, s, test.want)
		}
	}
}

func TestIs(t *testing.T) {
	for path, want := range map[string]bool{
		"time": true, "net/http": true, "internal/poll": true, "vendor/golang.org/x/net/idna": true,
		"golang.org/x/net/idna": false, "example.com/a": false, "main": false, "timeout": false, "net/htt": false,
		"command-line-arguments": false, "": false,
	} {
		if got := Is(path); got != want {
			t.Errorf("Is(%q) = %v", path, got)
		}
	}
}

var (
	packageLine = regexp.MustCompile(`^package [a-z0-9]+(/[\w.-]+)*$`)
	funcLine    = regexp.MustCompile(`^(\((\*)?[\w./-]+\)\.|[\w./-]+\.)\w+\t(((sleep|net|disk|exec|db|chan|wait|lock|stdin)(:long)?=[\w.]+ ?)*)\t((\d+=(inline|spawn) ?)*)$`)
)

// TestTable: the table is what gen writes, and nothing of it is lost in reading.
func TestTable(t *testing.T) {
	header, body, _ := strings.Cut(text, "\n")
	if !regexp.MustCompile(`^# Generated by gen from go1\.\d+; DO NOT EDIT\.$`).MatchString(header) {
		t.Errorf("the header is %q", header)
	}
	var packages, funcs []string
	for line := range strings.Lines(body) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case packageLine.MatchString(line):
			packages = append(packages, line)
		case funcLine.MatchString(line):
			funcs = append(funcs, line)
		default:
			t.Errorf("a line is neither a package nor a function: %q", line)
		}
	}
	if !slices.IsSorted(packages) || !slices.IsSorted(funcs) {
		t.Error("the table is not sorted")
	}
	got := load()
	if len(got.packages) != len(packages) || len(got.funcs) != len(funcs) {
		t.Errorf("read %d packages and %d functions of %d and %d: a line is there twice",
			len(got.packages), len(got.funcs), len(packages), len(funcs))
	}
	for name, e := range got.funcs {
		for _, w := range e.waits {
			if w.Root == "" {
				t.Errorf("%s waits for %s by nobody", name, w.Class)
			}
		}
		for i, p := range e.params {
			if p == Unknown {
				t.Errorf("%s has a parameter %d that is said to run nowhere", name, i)
			}
		}
	}
}

func TestParse(t *testing.T) {
	got := parse("# comment\n\npackage a/b\na/b.F\tdisk:long=os.Open net=net.Dial\t1=inline 0=spawn\na/b.G\t\t\nbroken\ta\nlast.F\tsleep=time.Sleep\t")
	if !got.packages["a/b"] || len(got.packages) != 1 {
		t.Errorf("packages: %v", got.packages)
	}
	f := got.funcs["a/b.F"]
	if want := "[{disk 2 os.Open} {net 0 net.Dial}] map[0:2 1:1]"; fmt.Sprint(f.waits, f.params) != want {
		t.Errorf("a/b.F: %v %v, want %s", f.waits, f.params, want)
	}
	if len(got.funcs) != 3 || len(got.funcs["last.F"].waits) != 1 {
		t.Errorf("functions: %v", got.funcs)
	}
}
