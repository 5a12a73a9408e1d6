package settings

import (
	"path"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v3"

	"github.com/loopcheck/loopcheck/analyzers"
)

// directives is who reports comments that cannot be read. It has no classes.
const directives = "loopdirective"

// read reads the whole of the settings.
func (s *Settings) read(top *yaml.Node) error {
	keys := append(s.base.keys(),
		key{"exclude", func(n *yaml.Node) (err error) { s.exclude, err = globs(n, "exclude"); return err }},
		key{"baseline", s.readBaseline},
		key{"overrides", func(n *yaml.Node) error { return list(n, "overrides", s.readOverride) }},
	)
	if err := mapping(top, "the file", keys); err != nil {
		return err
	}
	s.tier, s.base.tier = s.base.tier, nil
	return nil
}

func (s *Settings) readBaseline(n *yaml.Node) error {
	name, err := word(n, "baseline")
	if err != nil {
		return err
	}
	if name == "" {
		return at(n, "baseline names no file")
	}
	s.Baseline = s.from(name)
	return nil
}

func (s *Settings) readOverride(n *yaml.Node) error {
	var o override
	keys := append(o.keys(), key{"paths", func(n *yaml.Node) (err error) { o.paths, err = globs(n, "paths"); return err }})
	if err := mapping(n, "an override", keys); err != nil {
		return err
	}
	if len(o.paths) == 0 {
		return at(n, "this override has no paths")
	}
	s.parts = append(s.parts, o)
	return nil
}

// keys are those of the whole and of each override.
func (s *section) keys() []key {
	return []key{
		{"tier", func(n *yaml.Node) (err error) { s.tier, err = readTier(n, "tier"); return err }},
		{"rules", s.readRules},
		{"loops", func(n *yaml.Node) error { return list(n, "loops", s.readLoop) }},
	}
}

func readTier(n *yaml.Node, what string) (*analyzers.Tier, error) {
	name, err := word(n, what)
	if err != nil {
		return nil, err
	}
	tier := new(analyzers.Tier)
	if err := tier.Set(name); err != nil {
		return nil, at(n, "%s is %s; want sure, likely or strict", what, quote(name))
	}
	return tier, nil
}

func (s *section) readRules(n *yaml.Node) error {
	s.rules = make(map[string]verdict)
	return pairs(n, "rules", func(name, value *yaml.Node) error {
		if err := checkRule(name); err != nil {
			return err
		}
		v, err := readVerdict(value, name.Value)
		s.rules[name.Value] = v
		return err
	})
}

// checkRule reports a name that is neither that of a rule nor of a class.
func checkRule(n *yaml.Node) error {
	rule, class, classed := strings.Cut(n.Value, "/")
	classes := analyzers.Classes(rule)
	switch {
	case rule == directives && !classed:
	case classes == nil:
		names := []string{directives}
		for _, a := range analyzers.Rules {
			names = append(names, a.Name)
		}
		slices.Sort(names)
		return at(n, "unknown rule %s; have %s", quote(rule), strings.Join(names, ", "))
	case classed && !slices.Contains(classes, class):
		return at(n, "%s has no class %s; have %s", rule, quote(class), strings.Join(classes, ", "))
	}
	return nil
}

// switches are the words for a rule that runs or not; the second of each is what some
// readers of YAML make of the first.
var switches = map[string]bool{"on": true, "true": true, "off": false, "false": false}

func readVerdict(n *yaml.Node, rule string) (verdict, error) {
	name, err := word(n, rule)
	if err != nil {
		return verdict{}, err
	}
	if on, known := switches[name]; known {
		return verdict{off: !on}, nil
	}
	tier := new(analyzers.Tier)
	if err := tier.Set(name); err != nil {
		return verdict{}, at(n, "%s is %s; want on, off, sure, likely or strict", rule, quote(name))
	}
	return verdict{tier: tier}, nil
}

func (s *section) readLoop(n *yaml.Node) error {
	var l loop
	err := mapping(n, "a loop", []key{
		{"loop", func(n *yaml.Node) (err error) { l.name, err = word(n, "loop"); return err }},
		{"budget", l.readBudget},
		{"tolerates", func(n *yaml.Node) error { return list(n, "tolerates", l.readClass) }},
	})
	switch {
	case err != nil:
		return err
	case l.name == "":
		return at(n, "which loop? Name it as findings do: loop: Hub.run")
	case l.budget == 0 && len(l.tolerates) == 0:
		return at(n, "nothing is said of %s; write its budget, or what it tolerates", quote(l.name))
	}
	s.loops = append(s.loops, l)
	return nil
}

func (l *loop) readBudget(n *yaml.Node) error {
	text, err := word(n, "budget")
	if err != nil {
		return err
	}
	if l.budget, err = time.ParseDuration(text); err != nil || l.budget <= 0 {
		return at(n, "budget is %s; want how long, such as 500ms", quote(text))
	}
	return nil
}

func (l *loop) readClass(n *yaml.Node) error {
	class, err := word(n, "tolerates")
	if err != nil {
		return err
	}
	if classes := analyzers.Classes("loopblock"); !slices.Contains(classes, class) {
		return at(n, "loopblock has no class %s; have %s", quote(class), strings.Join(classes, ", "))
	}
	l.tolerates = append(l.tolerates, class)
	return nil
}

// globs reads paths, relative to the file: "third_party/**", "./gen/...", "**/*_pb.go".
func globs(n *yaml.Node, what string) ([]string, error) {
	var all []string
	err := list(n, what, func(n *yaml.Node) error {
		text, err := word(n, what)
		if err != nil {
			return err
		}
		glob := strings.TrimSuffix(text, "/...")
		switch {
		case text == "" || path.IsAbs(glob) || glob == ".." || strings.HasPrefix(glob, "../"):
			return at(n, "%s is no path below the file's directory", quote(text))
		case !doublestar.ValidatePattern(glob):
			return at(n, "%s is no glob; write * for a part of a name, ** for directories, {a,b} and [a-z]", quote(text))
		}
		all = append(all, path.Clean(glob))
		return nil
	})
	return all, err
}
