package analyzers_test

import (
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// edges are the imports that are allowed between the packages below analyzers,
// each with its reason. Knowledge is at the bottom, and asked through book; the
// relations are above it, the rules above these, and report is the only way out.
var edges = map[string]map[string]string{
	"": {
		"internal/agreed":    "the contracts that could be written down",
		"internal/atlas":     "what commands show of the relations",
		"internal/claims":    "the contracts that drivers may see",
		"internal/config":    "the suite has the settings' flags, and the guard asks for -debug",
		"internal/std":       "what is said of the library stays in it",
		"internal/directive": "the suite reports unreadable directives",
		"internal/kept":      "whether the code keeps them",
		"internal/program":   "what they speak of",
		"internal/prose":     "what they say",
		"internal/report":    "the findings that drivers may see",
		"loopawait":          "a rule",
		"loopblock":          "a rule",
		"loopdeadlock":       "a rule",
		"loopflag":           "a rule",
		"loopleak":           "a rule",
		"loopowner":          "a rule",
	},
	"internal/std": {
		"internal/contract": "the table speaks of the same classes of waiting",
	},
	"internal/weight": {
		"internal/contract": "what it weighs",
	},
	"internal/shipped": {
		"internal/contract": "the grammar of its rows",
	},
	"internal/book": {
		"internal/config":   "whether the library's bodies are read",
		"internal/contract": "rows",
		"internal/program":  "whose method a function is",
		"internal/shipped":  "the rows that it binds",
		"internal/std":      "the table",
	},
	"internal/program": {
		"internal/fixpoint": "where a variable's value comes from depends on other variables",
	},
	"internal/words": {
		"internal/program": "what it has words for",
	},
	"internal/paths": {
		"internal/program": "the ways are through its functions",
	},
	"internal/placement": {
		"internal/book":     "rows say where functions run",
		"internal/contract": "modes",
		"internal/fixpoint": "places depend on each other",
		"internal/program":  "function values and where they are handed on",
	},
	"internal/edges": {
		"internal/book":      "some calls run handlers that were installed elsewhere",
		"internal/contract":  "modes",
		"internal/placement": "what is handed on may run in place",
		"internal/program":   "calls",
	},
	"internal/claims": {
		"internal/directive": "directives say what comments say",
		"internal/program":   "the functions and fields that comments speak of",
		"internal/prose":     "what comments say",
		"internal/words":     "the spelling of an assertion",
	},
	"internal/agreed": {
		"internal/book":      "a framework's own package is left out",
		"internal/claims":    "what is said already",
		"internal/directive": "what could be said",
		"internal/edges":     "who runs what",
		"internal/fixpoint":  "who runs what, from callers to callees",
		"internal/locks":     "what a lock guards is no loop's",
		"internal/program":   "what code selects and calls",
		"internal/runson":    "loops",
	},
	"internal/kept": {
		"internal/claims":  "what is kept or not",
		"internal/program": "calls",
		"internal/prose":   "what a claim says",
		"internal/runson":  "where the caller runs",
		"internal/touches": "what is told of claims already",
		"internal/words":   "messages",
	},
	"internal/runson": {
		"internal/book":      "rows start the relation",
		"internal/chain":     "why code runs on the loop",
		"internal/claims":    "comments start it too",
		"internal/contract":  "modes",
		"internal/edges":     "context spreads along them",
		"internal/fixpoint":  "it spreads",
		"internal/placement": "it exports the facts, when contexts are known",
		"internal/program":   "functions and loops",
		"internal/weight":    "how often code runs",
		"internal/words":     "messages",
	},
	"internal/waitsfor": {
		"internal/book":     "rows start the relation",
		"internal/contract": "classes and modes",
		"internal/edges":    "effects rise along them",
		"internal/fixpoint": "they rise",
		"internal/program":  "calls and channel operations",
		"internal/runson":   "what waits for its own loop is a question to both",
		"internal/weight":   "how long waits last",
		"internal/words":    "messages",
	},
	"internal/locks": {
		"internal/edges":    "what is taken rises along them, and what is held comes down",
		"internal/fixpoint": "it rises",
		"internal/paths":    "what is held where",
		"internal/program":  "what code locks, and of which object",
		"internal/runson":   "whose edges and whose program",
	},
	"internal/cycles": {
		"internal/book":     "who waits for what is taken from him",
		"internal/contract": "which loop",
		"internal/edges":    "waits rise along them, and come back to who ends them",
		"internal/locks":    "what is held where somebody waits, and who needs it",
		"internal/paths":    "what a call comes to by the constants that it passes",
		"internal/fixpoint": "the nearest wait of a goroutine is searched",
		"internal/program":  "channel operations and groups",
		"internal/runson":   "what runs on the loop that is waited for",
		"internal/waitsfor": "what calls wait for",
		"internal/words":    "messages",
	},
	"internal/ends": {
		"internal/book":     "what is closed, and what comes too late then",
		"internal/contract": "the rows of that",
		"internal/edges":    "what runs on a goroutine of its own",
		"internal/paths":    "ways on which nobody receives",
		"internal/program":  "channel operations",
		"internal/runson":   "what runs beside what",
	},
	"internal/races": {
		"internal/book":     "a framework's own package is left out",
		"internal/claims":   "comments say what any goroutine may call",
		"internal/contract": "who runs what it is passed on another goroutine",
		"internal/edges":    "uses rise along them",
		"internal/fixpoint": "they rise",
		"internal/locks":    "those that may be held excuse them",
		"internal/paths":    "what comes after the start of a goroutine",
		"internal/program":  "what code selects and starts",
		"internal/runson":   "what is handed to whom",
		"internal/words":    "messages",
	},
	"internal/owns": {
		"internal/book":     "rows start the relation",
		"internal/claims":   "comments say what belongs to a loop",
		"internal/contract": "rows",
		"internal/program":  "the types and functions of the package",
		"internal/runson":   "who takes a function as a callback",
		"internal/words":    "messages",
	},
	"internal/touches": {
		"internal/chain":    "why code runs off the loop",
		"internal/claims":   "what comments say belongs to a loop",
		"internal/contract": "loops by their names",
		"internal/edges":    "touches rise along them",
		"internal/fixpoint": "they rise, and context spreads down",
		"internal/locks":    "which locks may be held",
		"internal/owns":     "what is touched",
		"internal/program":  "what code selects, locks and starts from",
		"internal/prose":    "what a claim says",
		"internal/runson":   "what is off the loop races with it",
		"internal/words":    "messages",
	},
	"internal/duty": {
		"internal/book":     "rows start the relation",
		"internal/contract": "duties",
		"internal/fixpoint": "what a function returns depends on others",
		"internal/paths":    "whether each way out meets them",
		"internal/program":  "duties come with calls",
	},
	"internal/directive": {
		"internal/config": "the classes of the rules, and which files are left out",
	},
	"internal/report": {
		"internal/chain":     "its bound",
		"internal/config":    "tiers",
		"internal/directive": "suppression",
		"internal/program":   "whether a package is nothing but tests",
		"internal/weight":    "the other axis of what is shown",
	},
	"internal/atlas": {
		"internal/book":     "of what something is said",
		"internal/contract": "loops by their names",
		"internal/duty":     "which calls return what must not be dropped",
		"internal/edges":    "who starts whom",
		"internal/ends":     "how rounds end",
		"internal/fixpoint": "which goroutines run what is asked along the edges",
		"internal/owns":     "what belongs to whom",
		"internal/program":  "functions and calls",
		"internal/prose":    "what a claim says",
		"internal/runson":   "what runs where",
		"internal/waitsfor": "of what something is known",
		"internal/words":    "the user's spelling",
	},
	"loopawait": {
		"internal/config":   "tiers",
		"internal/contract": "how long a loss lasts",
		"internal/weight":   "what the user feels",
		"internal/duty":     "the question",
		"internal/program":  "functions, one by one",
		"internal/report":   "the answer",
		"internal/words":    "the user's spelling",
	},
	"loopblock": {
		"internal/config":   "tiers",
		"internal/contract": "the class of a pause",
		"internal/program":  "calls and channel operations",
		"internal/report":   "the answer",
		"internal/runson":   "one half of the question",
		"internal/waitsfor": "the other",
		"internal/weight":   "what the user feels",
		"internal/words":    "the user's spelling",
	},
	"loopdeadlock": {
		"internal/config":   "tiers",
		"internal/contract": "modes",
		"internal/cycles":   "the question",
		"internal/kept":     "calls of what must not run on a loop",
		"internal/report":   "the answer",
		"internal/waitsfor": "what is waited for",
		"internal/weight":   "what the user feels",
		"internal/words":    "the user's spelling",
	},
	"loopflag": {
		"internal/config":  "tiers",
		"internal/races":   "the question",
		"internal/report":  "the answer",
		"internal/touches": "what is told of a comment's claim already",
		"internal/weight":  "what the user feels",
	},
	"loopleak": {
		"internal/weight": "what nothing ends weighs the most",
		"internal/config": "tiers",
		"internal/ends":   "the question",
		"internal/report": "the answer",
		"internal/words":  "the user's spelling",
	},
	"loopowner": {
		"internal/config":  "tiers",
		"internal/races":   "the question, of hand-written loops",
		"internal/report":  "the answer",
		"internal/touches": "the question, of frameworks",
		"internal/weight":  "what the user feels",
	},
	"internal/std/gen": {
		"internal/config":    "it switches the table off",
		"internal/contract":  "it runs the analysis on the library",
		"internal/placement": "it runs the analysis on the library",
		"internal/program":   "it runs the analysis on the library",
		"internal/runson":    "it runs the analysis on the library",
		"internal/std":       "what its bodies do not decide",
		"internal/waitsfor":  "it runs the analysis on the library",
		"internal/words":     "names",
	},
}

const module = "github.com/loopcheck/loopcheck/"

// TestLayers: an import that is not in the table needs a reason there, or
// belongs elsewhere; an entry that nobody uses goes.
func TestLayers(t *testing.T) {
	unused := make(map[string]bool)
	for from, tos := range edges {
		for to := range tos {
			unused[from+" "+to] = true
		}
	}
	for file, imports := range importsBelow(t) {
		from := pathOf(path.Dir(file))
		if forTests(from) {
			continue // support of tests, which may use what they like
		}
		for _, imp := range imports {
			to, ours := strings.CutPrefix(imp, module+"analyzers/")
			switch {
			case ours:
				delete(unused, from+" "+to)
				if edges[from][to] == "" {
					t.Errorf("%s imports %s, which is no edge of the table", file, to)
				}
			case strings.HasPrefix(imp, module):
				t.Errorf("%s imports %s: the analyzers know no driver", file, imp)
			default:
				checkOutside(t, file, from, imp)
			}
		}
	}
	for _, edge := range slices.Sorted(maps.Keys(unused)) {
		t.Errorf("nobody uses the edge %q of the table", edge)
	}
}

// forTests reports whether a folder has nothing but support of tests.
func forTests(dir string) bool {
	return dir == "internal/ruletest" || strings.HasPrefix(dir, "internal/ruletest/")
}

// pathOf is a folder's place below analyzers, "" for analyzers itself.
func pathOf(dir string) string {
	if dir == "." {
		return ""
	}
	return dir
}

// TestPackageNames: a package is called by what it knows.
func TestPackageNames(t *testing.T) {
	for _, name := range goFiles(t) {
		switch elem := path.Base(path.Dir(name)); elem {
		case "util", "utils", "common", "helper", "helpers", "misc", "shared", "base", "types":
			t.Errorf("%s is in a package that is called %s, which says nothing", name, elem)
		}
	}
}
