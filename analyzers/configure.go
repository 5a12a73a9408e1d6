package analyzers

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Configure sets flags of the suite's analyzers, for a driver that takes its
// settings from a file. A key is "analyzer.flag", as in go vet's -analyzer.flag:
//
//	analyzers.Configure(map[string]string{"loopcheck.tier": "sure"})
//
// Call it before the first analyzer runs. It goes by the order of the keys and
// stops at the first that is unknown or does not take its value.
func Configure(settings map[string]string) error {
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		if err := set(key, settings[key]); err != nil {
			return fmt.Errorf("setting %q: %w", key, err)
		}
	}
	return nil
}

func set(key, value string) error {
	analyzer, name, _ := strings.Cut(key, ".")
	for _, a := range Suite() {
		if a.Name == analyzer && a.Flags.Lookup(name) != nil {
			return a.Flags.Set(name, value)
		}
	}
	return fmt.Errorf("no analyzer has such a flag")
}
