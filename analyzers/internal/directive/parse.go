package directive

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

const (
	tool     = "loopcheck"
	space    = `[\s\pZ\p{Cf}]` // what cannot be seen between words
	prefix   = "//" + tool + ":"
	accepted = "write " + prefix + "ignore RULE reason"
)

// verbs are what may follow the colon.
var verbs = []string{"ignore"}

// Rules are the names that a directive may use. The list of rules, which
// imports this package through them, keeps a test that the two agree.
var Rules = []string{"loopawait", "loopblock", "loopdeadlock", "loopflag", "loopleak", "loopowner"}

var (
	// another is a second directive of ours in a comment.
	another = regexp.MustCompile(`(?i)(^|` + space + `)//` + space + `*` + tool + space + `*:`)
	// foreign is how a directive of another tool begins.
	foreign = regexp.MustCompile(`^//([a-z0-9]+:[a-z0-9]|nolint\b)`)

	errTwo = errors.New("two directives share a comment; " + accepted + " on a line of its own")
)

// parse reads one comment; the rule is empty if it is no directive of ours.
func parse(text string) (rule, reason string, err error) {
	rest, ours := strings.CutPrefix(text, prefix)
	if !ours {
		if foreign.MatchString(text) && another.MatchString(text) {
			return "", "", errTwo
		}
		return "", "", nil
	}
	verb, args := cutField(rest)
	if !slices.Contains(verbs, verb) {
		return "", "", fmt.Errorf("unknown directive %s%s; %s", prefix, short(verb), accepted)
	}
	if another.MatchString(args) {
		return "", "", errTwo
	}
	rule, reason = cutField(args)
	if !slices.Contains(Rules, rule) {
		return "", "", fmt.Errorf("%signore names no rule \"%s\"; have %s", prefix, short(rule), strings.Join(Rules, ", "))
	}
	if foreign.MatchString(reason) || !strings.ContainsFunc(reason, readable) {
		return "", "", fmt.Errorf("%signore %s gives no reason; %s", prefix, rule, accepted)
	}
	return rule, reason, nil
}

// cutField splits text at its first white space, of any kind.
func cutField(text string) (field, rest string) {
	if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
		return text[:i], strings.TrimSpace(text[i:])
	}
	return text, ""
}

// readable reports whether a character can carry a reason: a letter or a digit
// that is seen. Some letters, such as the Hangul filler, are not.
func readable(c rune) bool {
	return (unicode.IsLetter(c) || unicode.IsDigit(c)) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, c)
}

// short quotes what somebody wrote, on one line and not all of something long.
func short(text string) string {
	const most = 30
	runes := []rune(text)
	rest := ""
	if len(runes) > most {
		runes, rest = runes[:most], "..."
	}
	quoted := strconv.Quote(string(runes))
	return quoted[1:len(quoted)-1] + rest
}
