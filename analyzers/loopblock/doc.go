// Package loopblock defines an analyzer that reports calls that can block,
// where they run on a loop.
//
// # Analyzer loopblock
//
// loopblock: report calls that can block the goroutine of a loop
//
// What it reports: a call, a channel operation or a helper's helper that may
// wait for something outside the program, where it runs on a loop: in the
// Update of a Bubble Tea model, a tview handler, a Fyne callback, an MQTT
// message handler, a gnet event handler, a job on goja's event loop, or in a
// goroutine that serves channels in a loop of its own.
//
// Blocking has a written definition, by class:
//
//	sleep   time.Sleep, or receiving from a timer
//	net     a connection, a name look-up, an HTTP request
//	disk    the contents of files and directories; not stat
//	exec    another process
//	db      a database query
//	chan    a send, receive or select without a way out
//	wait    a WaitGroup, a Cond, a command called in place
//	stdin   a person's typing
//
// A framework's loop minds all of them, but for what its contract tolerates. A
// hand-written loop minds sleep and exec, if it selects among channels: most are
// workers, and the network and the disk are their job. Waits that are constant and
// shorter than the loop's budget (16ms for a user interface) pass.
//
// What nobody feels is reported in the strict tier alone. A wait is felt if
// somebody waits meanwhile, and it lasts long for how often it happens:
//
//	                                          once     a key, a click   each frame or message
//	one small file, a clipboard tool          strict   strict           felt
//	a directory, many files, a pause          strict   felt             felt
//	network, process, database, a goroutine   felt     felt             felt
//
// Once is Init, or a handler that runs at the end or when an editor has closed;
// View runs for each frame, and what stands in Update below no condition for each
// message. For a framework's loop somebody always waits; for a hand-written one
// only if its requests are answered, in a channel that they carry or that their
// sender receives from.
//
// Ways that end in one function of the module are one problem, told once in each
// file, with the others counted and listed.
//
// Why it matters: one goroutine serves everybody. While it waits, no key is
// read, no frame drawn, no message acknowledged.
//
// Wrong:
//
//	func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
//		body, err := fetch(m.url) // calls http.Get
//		m.body, m.err = body, err
//		return m, nil
//	}
//
// Right:
//
//	func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
//		url := m.url
//		return m, func() tea.Msg {
//			body, err := fetch(url)
//			return fetched{body, err}
//		}
//	}
//
// When it stays silent: code that nobody in sight runs on a loop; code in a
// goroutine, a tea.Cmd or another place that runs elsewhere; a select with a
// default or a cancellation arm; a send to a buffered channel; a goroutine's
// result that the same function receives, unless the goroutine blocks;
// interface calls, unless the implementations stand in the interface's package;
// what happens under a sync.Once; what stands below an if on a package's variable
// that comes from the environment or a flag and is off by default; files and
// channels inside other modules, where they are a logger's or a pool's; locks;
// test files. On a hand-written loop, a pause that is computed or that follows an
// error, as a back-off does, is reported in the strict tier.
//
// Precision, judged one by one in November 2026 in 64 public programs that nobody
// had run loopcheck on: 196 findings, 144 true, 32 of small effect, 14
// that nobody minds and 6 false. The network is best (98 of 104 true), a disk is
// minor as often as true, waits for a channel are worst (7 of 13).
// docs/precision.md has the list, the verdicts' meaning, and the figures of the first
// run, before the faults that it showed were mended.
//
// Suppress: put a comment on the line, above it, or on the function:
//
//	//loopcheck:ignore loopblock the cache is warm by now
package loopblock
