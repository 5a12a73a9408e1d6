package shipped

import (
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

const (
	errgroup     = "golang.org/x/sync/errgroup"
	semaphore    = "golang.org/x/sync/semaphore"
	singleflight = "golang.org/x/sync/singleflight"
)

// std says where the standard library and x/sync run the functions that they
// are given: whatever surely runs on another goroutine, and what their bodies
// say wrongly or not at all. Read from go1.26.8 and x/sync v0.17.0.
//
// It has no modules: it holds for every package, and so its rows are of kinds
// that can be kept by name. net/rpc is no row: it finds its methods by
// reflection, whatever their name.
func std() []contract.Framework {
	return []contract.Framework{{
		Name:    "std",
		Runs:    slices.Concat(stdOff(), stdHere()),
		Blocks:  []contract.Blocks{blocks(named(errgroup, "Group.Wait"), contract.Await, "waits for the group's goroutines", "errgroup/errgroup.go:54", "")},
		Forward: stdForward(),
		Turns:   stdTurns(),
	}, extended()}
}

// extended are the rows about x/sync. An errgroup's context is cancelled, and its error known,
// once somebody waits.
// The zero value is as good as what WithContext makes.
func extended() contract.Framework {
	return contract.Framework{
		Name:    "xsync",
		Modules: []contract.Module{{Path: "golang.org/x/sync", Version: "v0.24.0"}},
		Duties: []contract.Duty{{
			Type:     named(errgroup, "Group"),
			Since:    []contract.Symbol{named(errgroup, "Group.Go"), named(errgroup, "Group.TryGo")},
			Calls:    []contract.Symbol{named(errgroup, "Group.Wait")},
			Met:      []string{"call its Wait", "hand it on"},
			Likely:   true,
			Evidence: because("its goroutines are left behind with their error", "errgroup/errgroup.go:51", "call its Wait"),
		}},
		Tokens: []contract.Tokens{{
			Take:     named(semaphore, "Weighted.Acquire"),
			Give:     named(semaphore, "Weighted.Release"),
			Evidence: because("waits until others have released enough", "semaphore/semaphore.go:41", "release it first"),
		}},
	}
}

func stdOff() []contract.Runs {
	const http = "net/http"
	return []contract.Runs{
		off(contract.Param("time", "", "AfterFunc", 1), "runs it in its own goroutine", "time/sleep.go:215"),
		off(contract.Param("context", "", "AfterFunc", 1), "runs it in its own goroutine", "context/context.go:358"),
		off(contract.Param("sync", "WaitGroup", "Go", 0), "runs it in a new goroutine", "sync/waitgroup.go:238"),
		off(contract.Param(errgroup, "Group", "Go", 0), "runs it in a new goroutine", "errgroup/errgroup.go:78"),
		off(contract.Param(errgroup, "Group", "TryGo", 0), "runs it in a new goroutine", "errgroup/errgroup.go:119"),
		off(contract.Param(singleflight, "Group", "DoChan", 1), "runs it in a new goroutine", "singleflight/singleflight.go:138"),
		off(contract.Param("runtime", "", "AddCleanup", 1), "the runtime calls it in a goroutine of its own", "runtime/mcleanup.go:672"),
		off(contract.Param("runtime", "", "SetFinalizer", 1), "the runtime calls it in a goroutine of its own", "runtime/mfinal.go:172"),

		off(contract.Implements(http, "Handler", "ServeHTTP"), "each connection has a goroutine", "net/http/server.go:3464"),
		off(contract.FuncType(http, "HandlerFunc"), "each connection has a goroutine", "net/http/server.go:3464"),
		off(contract.Param(http, "", "HandleFunc", 1), "each connection has a goroutine", "net/http/server.go:3464"),
		off(contract.Param(http, "ServeMux", "HandleFunc", 1), "each connection has a goroutine", "net/http/server.go:3464"),
		off(contract.Param(http, "Server", "RegisterOnShutdown", 0), "Shutdown runs it in a new goroutine", "net/http/server.go:3156"),
	}
}

func stdHere() []contract.Runs {
	const before = "calls it before it returns"
	return []contract.Runs{
		here(contract.Param("sort", "", "Slice*", 1), before, "sort/slice.go:29"), // by way of a struct
		here(contract.Param("sort", "", "Search", 1), before, "sort/search.go:58"),
		here(contract.Param("slices", "", "*Func", contract.Any), before, "slices/sort.go:30"),
		here(contract.Param("slices", "", "AppendSeq", 1), before, "slices/iter.go:50"),
		here(contract.Param("slices", "", "Collect", 0), before, "slices/iter.go:59"),
		here(contract.Param("slices", "", "Sorted", 0), before, "slices/iter.go:66"),
		here(contract.Param("maps", "", "*Func", contract.Any), before, "maps/maps.go:31"),
		here(contract.Param("maps", "", "Collect", 0), before, "maps/iter.go:58"),
		here(contract.Param("maps", "", "Insert", 1), before, "maps/iter.go:50"),
		here(contract.Param("strings", "", "*Func", contract.Any), before, "strings/strings.go:77"),
		here(contract.Param("strings", "", "Map", 0), before, "strings/strings.go:532"),
		here(contract.Param("bytes", "", "*Func", contract.Any), before, "bytes/bytes.go:92"),
		here(contract.Param("bytes", "", "Map", 0), before, "bytes/bytes.go:607"),
		here(contract.Param("regexp", "Regexp", "ReplaceAll*Func", 1), before, "regexp/regexp.go:576"), // by way of a closure

		here(contract.Param("sync", "Map", "Range", 0), before, "sync/map.go:113"), // by way of a generic map
		here(contract.Param("sync", "Once", "Do", 0), before, "sync/once.go:52"),
		here(contract.Param(singleflight, "Group", "Do", 1), before, "singleflight/singleflight.go:113"),
		here(contract.Param("path/filepath", "", "Walk", 1), before, "path/filepath/path.go:423"),
		here(contract.Param("path/filepath", "", "WalkDir", 1), before, "path/filepath/path.go:396"),
		here(contract.Param("io/fs", "", "WalkDir", 2), before, "io/fs/walk.go:117"),
		here(contract.Param("go/ast", "", "Inspect", 1), before, "go/ast/walk.go:377"), // by way of an interface
		here(contract.Param("runtime/pprof", "", "Do", 2), before, "runtime/pprof/runtime.go:53"),
		here(contract.Param("syscall", "RawConn", "*", 0), before, "syscall/net.go:9"), // an interface: no body to read

		// A goroutine of its own, but Run waits for it; only a parallel test goes on.
		here(contract.Param("testing", "T", "Run", 1), before, "testing/testing.go:2101"),
		here(contract.Param("testing", "B", "Run", 1), before, "testing/benchmark.go:808"),
		here(contract.Param("testing/synctest", "", "Test", 1), before, "testing/synctest/synctest.go:288"),
	}
}

func stdForward() []contract.Forward {
	return []contract.Forward{
		{
			Install: []contract.Symbol{named("log/slog", "New")}, Method: "Handle",
			Calls: []contract.Symbol{
				named("log/slog", "Debug*"), named("log/slog", "Info*"), named("log/slog", "Warn*"), named("log/slog", "Error*"), named("log/slog", "Log*"),
				named("log/slog", "Logger.Debug*"), named("log/slog", "Logger.Info*"), named("log/slog", "Logger.Warn*"), named("log/slog", "Logger.Error*"), named("log/slog", "Logger.Log*"),
			},
			Evidence: because("the logger calls its handler for each record", "log/slog/logger.go:254", ""),
		},
		{
			Install: []contract.Symbol{named("log", "SetOutput"), named("log", "New"), named("log", "Logger.SetOutput")}, Method: "Write",
			Calls:    []contract.Symbol{named("log", "Print*"), named("log", "Logger.Print*"), named("log", "Output"), named("log", "Logger.Output")},
			Evidence: because("the logger writes each line to its output", "log/log.go:244", ""),
		},
	}
}
