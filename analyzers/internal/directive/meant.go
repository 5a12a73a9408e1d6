package directive

import (
	"errors"
	"go/ast"
	"regexp"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
)

var (
	errSpace = errors.New("a space after // makes this a plain comment; " + accepted)
	errBlock = errors.New("/* */ makes this a plain comment; " + accepted)
	errPlain = errors.New("this is a plain comment, as it is spelled; " + accepted)
)

// attempt is how a comment begins that may be meant as a directive: its verb,
// with or without space around the colon, and the word after it.
var attempt = regexp.MustCompile(`(?i)^` + space + `*` + tool + `(` + space + `*:` + space + `*)([\pL-]+)[:=]?(?:` + space + `+(\S+)|` + space + `*$)`)

// meant returns why a comment of a group is no directive although somebody
// meant it as one; nil for all others. A comment that speaks of loopcheck says
// something else after the colon, or goes on as a sentence does.
func meant(group []*ast.Comment, i int) error {
	text, block := content(group[i].Text)
	if len(group) > 1 && !block && indented(text) {
		return nil // an example, as in a doc comment
	}
	m := attempt.FindStringSubmatch(text)
	if m == nil || !near(m[2], verbs) {
		return nil
	}
	spread, next := m[1] != ":", m[3]
	if i := strings.IndexAny(next, ",/"); i >= 0 {
		next = next[:i] // the first of several, without its class
	}
	if !near(next, config.Rules()) && (spread || next != "" && !opens(group, i)) {
		return nil
	}
	switch {
	case block:
		return errBlock
	case strings.HasPrefix(text, " "):
		return errSpace
	}
	return errPlain
}

// content strips a comment of its markers.
func content(comment string) (text string, block bool) {
	if text, ok := strings.CutPrefix(comment, "/*"); ok {
		return strings.TrimLeft(strings.TrimSuffix(text, "*/"), "*"), true
	}
	return strings.TrimPrefix(comment, "//"), false
}

func indented(text string) bool {
	return strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "  ")
}

// opens reports whether a comment opens a paragraph of its group, so that it
// does not go on with a sentence of the line before.
func opens(group []*ast.Comment, i int) bool {
	if i == 0 {
		return true
	}
	before, block := content(group[i-1].Text)
	return block || strings.TrimSpace(before) == "" || foreign.MatchString(group[i-1].Text)
}

// near reports whether a word is one of some words, or one of them misspelled:
// with a third of its letters wrong at most.
func near(word string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return len(word) < 2*len(w) && distance(strings.ToLower(word), w) <= len(w)/3
	})
}

// distance counts the letters to insert, delete or replace to make one word of another.
func distance(a, b string) int {
	row := make([]int, len(b)+1) // of the distances from the part of a so far
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
