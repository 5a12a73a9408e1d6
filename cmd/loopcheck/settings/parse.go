package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Parse reads the text of a file; name is what errors call it, and globs and the
// baseline's path go from root. An error is one line and names the place:
// "loopcheck.yaml:3:5: ...".
func Parse(name string, text []byte, root string) (*Settings, error) {
	s := &Settings{root: root, text: string(text)}
	top, err := document(text)
	if err == nil && top != nil {
		err = s.read(top)
	}
	if err != nil {
		return nil, located(name, err)
	}
	return s, nil
}

// FromMap reads settings that another file holds, of which errors name no place.
func FromMap(values map[string]any, root string) (*Settings, error) {
	text, err := yaml.Marshal(values)
	if err != nil {
		return nil, err
	}
	s, err := Parse("", text, root)
	if place := new(placeError); errors.As(err, &place) {
		return nil, errors.New(place.message)
	}
	return s, err
}

// document returns the one document of a file; nil if the file says nothing.
func document(text []byte) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc, next yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	switch err := dec.Decode(&next); {
	case err == nil:
		return nil, at(&next, "a second document; write one")
	case !errors.Is(err, io.EOF):
		return nil, err
	}
	top := doc.Content[0]
	if top.Tag == "!!null" {
		return nil, nil
	}
	return top, nil
}

// A placeError is what is wrong at a place of the file.
type placeError struct {
	line, col int
	message   string
}

func (e *placeError) Error() string { return e.message }

// at makes an error of what is wrong with a node.
func at(n *yaml.Node, format string, args ...any) error {
	return &placeError{n.Line, n.Column, fmt.Sprintf(format, args...)}
}

// syntax is how the library says what is no YAML at all: with a line, or without.
var syntax = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// located puts the file's name and the place in front of an error.
func located(name string, err error) error {
	var e *placeError
	if errors.As(err, &e) {
		return fmt.Errorf("%s:%d:%d: %w", name, e.line, e.col, e)
	}
	text := strings.ReplaceAll(err.Error(), "\n", " ")
	m := syntax.FindStringSubmatch(text)
	if m == nil {
		return fmt.Errorf("%s: %s", name, text)
	}
	place := name
	if m[1] != "" {
		place += ":" + m[1]
	}
	return fmt.Errorf("%s: no YAML: %s", place, text[len(m[0]):])
}

// A key is what a mapping may have, and who reads its value.
type key struct {
	name string
	read func(*yaml.Node) error
}

// mapping reads a mapping whose keys are known.
func mapping(n *yaml.Node, what string, keys []key) error {
	return pairs(n, what, func(name, value *yaml.Node) error {
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == name.Value })
		if i < 0 {
			var have []string
			for _, k := range keys {
				have = append(have, k.name)
			}
			return at(name, "unknown key %s; have %s", quote(name.Value), strings.Join(have, ", "))
		}
		return keys[i].read(value)
	})
}

// pairs reads a mapping, key by key. A value that is left out is none.
func pairs(n *yaml.Node, what string, read func(name, value *yaml.Node) error) error {
	n = resolved(n)
	if n.Kind != yaml.MappingNode {
		return at(n, "%s is %s; want keys with values", what, kind(n))
	}
	seen := make(map[string]bool)
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], resolved(n.Content[i+1])
		if name.Kind != yaml.ScalarNode {
			return at(name, "this key is %s; want a name", kind(resolved(name)))
		}
		if seen[name.Value] {
			return at(name, "%s is there twice", quote(name.Value))
		}
		seen[name.Value] = true
		if value.Tag == "!!null" {
			continue
		}
		if err := read(name, value); err != nil {
			return err
		}
	}
	return nil
}

// list reads a list, element by element.
func list(n *yaml.Node, what string, read func(*yaml.Node) error) error {
	n = resolved(n)
	if n.Kind != yaml.SequenceNode {
		return at(n, "%s is %s; want a list", what, kind(n))
	}
	for _, element := range n.Content {
		if err := read(resolved(element)); err != nil {
			return err
		}
	}
	return nil
}

// word reads a single value.
func word(n *yaml.Node, what string) (string, error) {
	if n = resolved(n); n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return "", at(n, "%s is %s; want one word", what, kind(n))
	}
	return n.Value, nil
}

// resolved follows an alias.
func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

func kind(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "keys with values"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!null":
		return "empty"
	}
	return quote(n.Value)
}

// quote shows what somebody wrote, on one line and not all of something long.
func quote(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "..."
	}
	return strconv.Quote(text)
}

// from makes a path of the file one of the machine.
func (s *Settings) from(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(s.root, filepath.FromSlash(path))
}
