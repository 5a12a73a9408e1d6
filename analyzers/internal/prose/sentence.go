package prose

import (
	"regexp"
	"strings"
	"unicode"
)

// A sentence is a part of a comment that says one thing.
type sentence struct {
	text   string // on one line, without its end
	line   int    // of the comment, where it starts
	header bool   // it ends in a colon, and what follows is what it speaks of
	first  bool   // it is the comment's first
}

// maxQuote bounds how much of a sentence a message quotes.
const maxQuote = 90

func (s sentence) quote() string {
	q := []rune(s.text)
	if len(q) <= maxQuote {
		return s.text
	}
	cut := strings.LastIndexByte(string(q[:maxQuote]), ' ')
	if cut < maxQuote/2 {
		cut = len(string(q[:maxQuote]))
	}
	return string([]byte(s.text)[:cut]) + " …"
}

// May reports whether a text has the words that claims are made of: most comments have
// none. It is asked of every comment, and so costs next to nothing.
func May(text string) bool {
	switch {
	case has(text, "outine"), has(text, "oop"), has(text, "hread"), has(text, "oncurren"), has(text, "imultaneous"),
		has(text, "wned by"), has(text, "elongs to"):
		return true
	case has(text, "nly "):
		return has(text, " by ") || has(text, " from ") || has(text, " in")
	}
	return has(text, "()") && (has(text, "alled ") || has(text, "nvoked "))
}

func has(text, part string) bool { return strings.Contains(text, part) }

// aside is a remark in parentheses: no call, which has no space before it.
var aside = regexp.MustCompile(`(^|\s)\(([^()]*(?:\(\)[^()]*)*)\)([\s,;:]|\.?$)`)

// sentences splits a comment where one ends: at a full stop, a colon, a semicolon or
// a dash, and at an empty line. Remarks in parentheses are sentences of their own.
func sentences(text string) []sentence {
	var all []sentence
	var cur strings.Builder
	line, start := 0, 0
	flush := func(header bool) {
		if t := strings.Join(strings.Fields(cur.String()), " "); t != "" {
			all = append(all, sentence{text: t, line: start, header: header, first: len(all) == 0})
		}
		cur.Reset()
	}
	runes := []rune(text)
	for i, r := range runes {
		if cur.Len() == 0 && !unicode.IsSpace(r) {
			start = line
		}
		switch {
		case r == '\n':
			line++
			if strings.TrimSpace(lineAt(runes, i+1)) == "" {
				flush(false)
			}
			cur.WriteByte(' ')
		case ends(runes, i):
			flush(r == ':' && strings.TrimSpace(string(runes[i+1:])) == "")
		default:
			cur.WriteRune(r)
		}
	}
	flush(false)
	return withAsides(all)
}

// lineAt is the line that begins at an index, of a text that has one there.
func lineAt(runes []rune, i int) string {
	end := i
	for end < len(runes) && runes[end] != '\n' {
		end++
	}
	if i >= len(runes) {
		return ""
	}
	return string(runes[i:end])
}

// ends reports whether the sentence ends at a rune.
func ends(runes []rune, i int) bool {
	last := i+1 == len(runes) || unicode.IsSpace(runes[i+1])
	switch runes[i] {
	case '.', '!', ':':
		return last
	case ';', '—', '–':
		return true
	case '-':
		return i > 0 && unicode.IsSpace(runes[i-1]) && (last || runes[i+1] == '-')
	}
	return false
}

func withAsides(all []sentence) []sentence {
	var split []sentence
	for _, s := range all {
		var asides []sentence
		s.text = aside.ReplaceAllStringFunc(s.text, func(m string) string {
			parts := aside.FindStringSubmatch(m)
			asides = append(asides, sentence{text: strings.TrimSpace(parts[2]), line: s.line})
			return parts[3]
		})
		s.text = strings.Trim(s.text, " <>*-")
		split = append(split, s)
		split = append(split, asides...)
	}
	return split
}
