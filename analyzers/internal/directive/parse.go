package directive

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
)

const (
	tool     = "loopcheck"
	space    = `[\s\pZ\p{Cf}]` // what cannot be seen between words
	prefix   = "//" + tool + ":"
	accepted = "write " + prefix + "ignore RULE reason"
)

// verbs are what may follow the colon.
var verbs = []string{"ignore", "ignore-file"}

// A subject is a rule, or one class of a rule, that a directive silences.
type subject struct{ rule, class string }

// A comment is what a directive says.
type comment struct {
	verb     string
	subjects []subject
	reason   string
}

var (
	// another is a second directive of ours in a comment.
	another = regexp.MustCompile(`(?i)(^|` + space + `)//` + space + `*` + tool + space + `*:`)
	// foreign is how a directive of another tool begins.
	foreign = regexp.MustCompile(`^//([a-z0-9]+:[a-z0-9]|nolint\b)`)

	errFile = errors.New(prefix + "ignore-file is for the whole file; write it above the package clause")
	errTwo  = errors.New("two directives share a comment; " + accepted + " on a line of its own")
)

// parse reads one comment; there is no verb if it is no directive of ours.
func parse(text string) (comment, error) {
	rest, ours := strings.CutPrefix(text, prefix)
	if !ours {
		if foreign.MatchString(text) && another.MatchString(text) {
			return comment{}, errTwo
		}
		return comment{}, nil
	}
	verb, args := cutField(rest)
	if !slices.Contains(verbs, verb) {
		return comment{}, fmt.Errorf("unknown directive %s%s; %s", prefix, short(verb), accepted)
	}
	if another.MatchString(args) {
		return comment{}, errTwo
	}
	names, reason := cutField(args)
	subjects, err := parseSubjects(prefix+verb, names)
	if err != nil {
		return comment{}, err
	}
	if foreign.MatchString(reason) || !strings.ContainsFunc(reason, readable) {
		return comment{}, fmt.Errorf("%s%s %s gives no reason; %s", prefix, verb, names, accepted)
	}
	return comment{verb, subjects, reason}, nil
}

// parseSubjects reads "loopblock/disk,loopowner".
func parseSubjects(directive, names string) ([]subject, error) {
	var all []subject
	for name := range strings.SplitSeq(names, ",") {
		rule, class, classed := strings.Cut(name, "/")
		classes := config.Classes(rule)
		switch {
		case name == "" && names != "":
			return nil, fmt.Errorf("%s has a comma too many; write rules without a space between them: loopblock,loopowner", directive)
		case classes == nil:
			return nil, fmt.Errorf("%s names no rule \"%s\"; have %s", directive, short(rule), strings.Join(config.Rules(), ", "))
		case classed && (class == config.Unused || !slices.Contains(classes, class)):
			classes = slices.DeleteFunc(classes, func(c string) bool { return c == config.Unused })
			return nil, fmt.Errorf("%s names no class \"%s\" of %s; have %s", directive, short(class), rule, strings.Join(classes, ", "))
		}
		if s := (subject{rule, class}); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all, nil
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
