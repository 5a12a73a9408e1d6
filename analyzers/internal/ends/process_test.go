package ends

import "testing"

// TestProcess: who is left when the process ends is for the strict tier.
func TestProcess(t *testing.T) {
	const header = `package a; import ("context"; "net/http"; "os"; "os/signal"; "syscall"; "time"); var _ http.Handler; var _ context.Context; var _ os.Signal; var _ = signal.Notify; var _ = syscall.SIGHUP; var _ = time.Second` + "\n"
	const wait = "\nfunc wait(ctx context.Context, f func() error) { c := make(chan error); go func() { c <- f() }(); select { case <-c: case <-ctx.Done(): return } }"
	const waitFor = "\nfunc wait(sigs chan os.Signal, f func() error) { c := make(chan error); go func() { c <- f() }(); select { case <-c: case <-sigs: return } }"
	strand(t, header, []row{
		{"who asks for signals", `func run(f func() error) { sigs := make(chan os.Signal, 1); signal.Notify(sigs, os.Interrupt); c := make(chan error)
			go func() { c <- f() }()
			select { case <-c:
			case <-sigs: return } }`, "3: left, run at 5 (strict)"},
		{"who asks for all signals, by another way", `func run(f func() error) { sigs := make(chan os.Signal, 1); signal.Notify(sigs); c := make(chan error)
			go func() { c <- f() }()
			select { case <-c: case <-sigs: <-c
			case <-time.After(1): return } }`, "3: left, run at 5 (strict)"},
		{"who asks for other signals", `func run(f func() error) { sigs := make(chan os.Signal, 1); signal.Notify(sigs, syscall.SIGHUP); c := make(chan error)
			go func() { c <- f() }()
			select { case <-c:
			case <-sigs: return } }`, "3: left, run at 5"},
		{"passed the signals", "func run(f func() error) { sigs := make(chan os.Signal, 1); signal.Notify(sigs, os.Interrupt); wait(sigs, f) }" + waitFor, "3: left, wait at 3 (strict)"},
		{"passed other signals too", "func run(f func() error, others chan os.Signal) { sigs := make(chan os.Signal, 1); signal.Notify(sigs, os.Interrupt); wait(sigs, f); wait(others, f) }" + waitFor, "3: left, wait at 3"},
		{"the context of who asks", "func run(f func() error) { ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt); defer stop(); wait(ctx, f) }" + wait, "3: left, wait at 3 (strict)"},
		{"a context beside", "func run(f func() error) { sigs := make(chan os.Signal, 1); signal.Notify(sigs, os.Interrupt); ctx, stop := context.WithCancel(context.Background()); go wait(ctx, f); <-sigs; stop() }" + wait, "3: left, wait at 3 (strict)"},
		{"passed through", "func run(f func() error) { ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt); defer stop(); through(ctx, f) }; func through(ctx context.Context, f func() error) { wait(ctx, f) }" + wait, "3: left, wait at 3 (strict)"},
		{"a context that time ends", "func run(f func() error) { ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt); defer stop(); short, _ := context.WithTimeout(ctx, 1); wait(short, f) }" + wait, "3: left, wait at 3"},
		{"a request's context", "func run(f func() error) { sigs := make(chan os.Signal, 1); signal.Notify(sigs, os.Interrupt); http.HandleFunc(`/`, func(_ http.ResponseWriter, r *http.Request) { ctx, stop := context.WithCancel(r.Context()); defer stop(); wait(ctx, f) }); <-sigs }" + wait, "3: left, wait at 3"},
		{"a context from elsewhere", "func run(ctx context.Context, f func() error) { wait(ctx, f) }" + wait, "3: left, wait at 3"},
		{"a loop that ends with it", `func run() { ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt); defer stop(); l := &loop{make(chan int)}; go l.Run(ctx); go l.post() }
			type loop struct { in chan int }
			func (l *loop) Run(ctx context.Context) { for { select { case <-l.in: case <-ctx.Done(): return } } }
			func (l *loop) post() { for { l.in <- 1 } }`, "5: send, loop.Run at 4 (strict)"},
	})
}

// TestCommands: a ticker that a command stops when it returns is for the strict tier.
func TestCommands(t *testing.T) {
	const ticker = "\nfunc tick(f func()) { t := time.NewTicker(1)\ngo func() { for range t.C { f() } }()\ndefer t.Stop(); f() }"
	strand(t, `package main; import ("net/http"; "time"); var _ http.Handler; type command struct { run func(func()) }`+"\n", []row{
		{"called by main", "func main() { tick(func() {}) }" + ticker, "4: ticker, tick at 5 (strict)"},
		{"in a table", "var serve = command{run: tick}; func main() { serve.run(func() {}) }" + ticker, "4: ticker, tick at 5 (strict)"},
		{"called by another", "func main() { for { each() } }; func each() { tick(func() {}) }" + ticker, "4: ticker, tick at 5"},
		{"for each request", "func main() { http.HandleFunc(`/`, func(http.ResponseWriter, *http.Request) {" +
			" t := time.NewTicker(1)\ngo func() { for range t.C { println() } }()\ndefer t.Stop(); println() }) }", "3: ticker, the function in main at 4"},
		{"stopped before it returns", "func main() { tick(func() {}) }\nfunc tick(f func()) { t := time.NewTicker(1)\ngo func() { for range t.C { f() } }()\nf(); t.Stop(); f() }", "4: ticker, tick at 5"},
	})
}
