package shipped

import "github.com/loopcheck/loopcheck/analyzers/internal/contract"

const fsnotifyModule = "github.com/fsnotify/fsnotify"

// fsnotify serves requests, on Windows, on the goroutine that delivers the events:
// while that waits for room, it takes no request.
func fsnotify() []contract.Framework {
	taken := []contract.Symbol{named(fsnotifyModule, "Watcher.Events"), named(fsnotifyModule, "Watcher.Errors")}
	request := func(name, source string) contract.Takes {
		return contract.Takes{
			Call: named(fsnotifyModule, "Watcher."+name), From: taken,
			Evidence: because("on Windows it is served by the goroutine that delivers the events", source, "take the events on a goroutine that does nothing else"),
		}
	}
	return []contract.Framework{{
		Name:    "fsnotify",
		Modules: []contract.Module{{Path: fsnotifyModule, Version: "v1.9.0"}},
		Takes: []contract.Takes{
			request("Add*", "backend_windows.go:139"),
			request("Remove", "backend_windows.go:160"),
		},
		Duties: []contract.Duty{{
			Type: named(fsnotifyModule, "Watcher"), From: []contract.Symbol{named(fsnotifyModule, "New*Watcher")},
			Drains: []contract.Symbol{named(fsnotifyModule, "Watcher.Errors")}, Strict: true, // errors are rare
			Met:      []string{"receive from it where the events are taken"},
			Evidence: because("it delivers no event while an error waits there", "README.md:100", ""),
		}},
	}}
}
