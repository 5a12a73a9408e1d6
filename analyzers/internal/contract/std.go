package contract

// std says where the standard library and x/sync run the functions that they
// are given: whatever surely runs on another goroutine, and what their bodies
// say wrongly or not at all. Read from go1.26.8 and x/sync v0.17.0.
//
// net/rpc is no row: it finds its methods by reflection, whatever their name.
func std() []Framework {
	const (
		http         = "net/http"
		errgroup     = "golang.org/x/sync/errgroup"
		singleflight = "golang.org/x/sync/singleflight"
	)
	off := func(code Code, why, source string) Runs {
		return Runs{Code: code, Mode: Spawn, Evidence: Evidence{Why: why, Source: source}}
	}
	here := func(code Code, source string) Runs {
		return Runs{Code: code, Mode: Inline, Evidence: Evidence{Why: "calls it before it returns", Source: source}}
	}

	return []Framework{{Name: "std", Runs: []Runs{
		off(Param("time", "", "AfterFunc", 1), "runs it in its own goroutine", "time/sleep.go:215"),
		off(Param("context", "", "AfterFunc", 1), "runs it in its own goroutine", "context/context.go:358"),
		off(Param("sync", "WaitGroup", "Go", 0), "runs it in a new goroutine", "sync/waitgroup.go:238"),
		off(Param(errgroup, "Group", "Go", 0), "runs it in a new goroutine", "errgroup/errgroup.go:78"),
		off(Param(errgroup, "Group", "TryGo", 0), "runs it in a new goroutine", "errgroup/errgroup.go:119"),
		off(Param(singleflight, "Group", "DoChan", 1), "runs it in a new goroutine", "singleflight/singleflight.go:138"),
		off(Param("runtime", "", "AddCleanup", 1), "the runtime calls it in a goroutine of its own", "runtime/mcleanup.go:672"),
		off(Param("runtime", "", "SetFinalizer", 1), "the runtime calls it in a goroutine of its own", "runtime/mfinal.go:172"),

		off(Implements(http, "Handler", "ServeHTTP"), "each connection has a goroutine", "net/http/server.go:3464"),
		off(FuncType(http, "HandlerFunc"), "each connection has a goroutine", "net/http/server.go:3464"),
		off(Param(http, "", "HandleFunc", 1), "each connection has a goroutine", "net/http/server.go:3464"),
		off(Param(http, "ServeMux", "HandleFunc", 1), "each connection has a goroutine", "net/http/server.go:3464"),
		off(Param(http, "Server", "RegisterOnShutdown", 0), "Shutdown runs it in a new goroutine", "net/http/server.go:3156"),

		here(Param("sort", "", "Slice*", 1), "sort/slice.go:29"), // by way of a struct
		here(Param("sort", "", "Search", 1), "sort/search.go:58"),
		here(Param("slices", "", "*Func", Any), "slices/sort.go:30"),
		here(Param("slices", "", "AppendSeq", 1), "slices/iter.go:50"),
		here(Param("slices", "", "Collect", 0), "slices/iter.go:59"),
		here(Param("slices", "", "Sorted", 0), "slices/iter.go:66"),
		here(Param("maps", "", "*Func", Any), "maps/maps.go:31"),
		here(Param("maps", "", "Collect", 0), "maps/iter.go:58"),
		here(Param("maps", "", "Insert", 1), "maps/iter.go:50"),
		here(Param("strings", "", "*Func", Any), "strings/strings.go:77"),
		here(Param("strings", "", "Map", 0), "strings/strings.go:532"),
		here(Param("bytes", "", "*Func", Any), "bytes/bytes.go:92"),
		here(Param("bytes", "", "Map", 0), "bytes/bytes.go:607"),
		here(Param("regexp", "Regexp", "ReplaceAll*Func", 1), "regexp/regexp.go:576"), // by way of a closure

		here(Param("sync", "Map", "Range", 0), "sync/map.go:113"), // by way of a generic map
		here(Param("sync", "Once", "Do", 0), "sync/once.go:52"),
		here(Param(singleflight, "Group", "Do", 1), "singleflight/singleflight.go:113"),
		here(Param("path/filepath", "", "Walk", 1), "path/filepath/path.go:423"),
		here(Param("path/filepath", "", "WalkDir", 1), "path/filepath/path.go:396"),
		here(Param("io/fs", "", "WalkDir", 2), "io/fs/walk.go:117"),
		here(Param("go/ast", "", "Inspect", 1), "go/ast/walk.go:377"), // by way of an interface
		here(Param("runtime/pprof", "", "Do", 2), "runtime/pprof/runtime.go:53"),
		here(Param("syscall", "RawConn", "*", 0), "syscall/net.go:9"), // an interface: no body to read

		// A goroutine of its own, but Run waits for it; only a parallel test goes on.
		here(Param("testing", "T", "Run", 1), "testing/testing.go:2101"),
		here(Param("testing", "B", "Run", 1), "testing/benchmark.go:808"),
		here(Param("testing/synctest", "", "Test", 1), "testing/synctest/synctest.go:288"),
	}, Blocks: []Blocks{
		{Call: Symbol{errgroup, "Group", "Wait"}, Class: Await, Evidence: Evidence{
			Why: "waits for the group's goroutines", Source: "errgroup/errgroup.go:54"}},
	}, Forward: []Forward{
		{
			Install: []Symbol{{"log/slog", "", "New"}}, Method: "Handle",
			Calls: []Symbol{
				{"log/slog", "", "Debug*"}, {"log/slog", "", "Info*"}, {"log/slog", "", "Warn*"}, {"log/slog", "", "Error*"}, {"log/slog", "", "Log*"},
				{"log/slog", "Logger", "Debug*"}, {"log/slog", "Logger", "Info*"}, {"log/slog", "Logger", "Warn*"}, {"log/slog", "Logger", "Error*"}, {"log/slog", "Logger", "Log*"},
			},
			Evidence: Evidence{Why: "the logger calls its handler for each record", Source: "log/slog/logger.go:254"},
		},
		{
			Install: []Symbol{{"log", "", "SetOutput"}, {"log", "", "New"}, {"log", "Logger", "SetOutput"}}, Method: "Write",
			Calls:    []Symbol{{"log", "", "Print*"}, {"log", "Logger", "Print*"}, {"log", "", "Output"}, {"log", "Logger", "Output"}},
			Evidence: Evidence{Why: "the logger writes each line to its output", Source: "log/log.go:244"},
		},
	}}}
}
