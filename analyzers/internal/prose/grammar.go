package prose

import (
	"regexp"
	"slices"
	"strings"
)

// The words of the grammar, as parts of patterns.
const (
	by     = `(?:from within|from inside|inside of|by|from|on|in|within|inside)`
	used   = `(?:accessed|used|touched|manipulated|referenced|consulted|managed|maintained|handled|read(?:/| and | or )written|read(?:/| and | or )modified|written(?: and | or )read|written(?: to)?|modified|mutated|updated|changed|assigned|set)`
	uses   = used + `(?:(?:,? and |,? or |, |/)` + used + `)*`
	called = `(?:called|run|ran|invoked|executed|entered|used)`
	calls  = called + `(?:(?: and | or |/)` + called + `)*`
	solely = `(?:only|solely|exclusively)`
	aux    = `(?:must|should|shall|has to|have to|needs? to|may|might|can|could|cannot|can't|mustn't|shouldn't|will|won't|is|are|isn't|aren't|be|been|to|always|also|ever|therefore|not|never|NOT|NEVER|it|currently|internally|expected|intended|supposed|designed|meant|` + solely + `)`
	ref    = `(?P<ref>.+)$`
)

func pattern(parts ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)^` + strings.Join(parts, ""))
}

// A rule is one form of a sentence: what comes before it is the subject.
type rule struct {
	*regexp.Regexp
	verb Verb
	must bool

	// needs are words of which each sentence of the form has one, in small letters: most
	// sentences have none, and to look for a word costs a hundredth of the pattern.
	needs []string
}

const subject = `(?P<subject>.*?)\s*`

// onlyWords are those of solely, and partWords those of what an object consists of.
var (
	onlyWords = []string{"only", "solely", "exclusively"}
	partWords = []string{"fields", "state", "data", "variables", "members", "locals"}
)

// stateRules are the forms of sentences about state.
var stateRules = []rule{
	{pattern(subject, `\b(?:(?:is|are|be|must|should|always|logically|wholly|entirely|`+solely+`) )*\bowned(?: `+solely+`| entirely)? by `, ref), Owned, true, []string{"owned"}},
	{pattern(subject, `\b(?P<not>(?:must|should|may|can|is|are|it)? ?(?:not|never)(?: to)?(?: be)?) (?P<used>`, uses, `) (?:from )?outside(?: of)? `, ref), Owned, true, []string{"outside"}},
	{pattern(subject, `\b(?:(?:is|are|be|must|should|may|can|to) )*`, solely, ` (?:ever |to )?(?:be )?(?P<used>`, uses, `) (?:`, solely, ` )?(?P<by>`, by, `) `, ref), Owned, true, onlyWords},
	{pattern(subject, `\b(?:(?:is|are|be|must|should|may|can|to) )*(?P<used>`, uses, `) `, solely, ` (?P<by>`, by, `) `, ref), Owned, true, onlyWords},
	{pattern(subject, `\b(?:must|should) be (?P<used>`, uses, `) (?P<by>`, by, `) `, ref), Owned, true, []string{"must be", "should be"}},
	{pattern(subject, `\b(?:(?:is|are) )?(?:local|private|confined|exclusive|restricted) to `, ref), Owned, true, []string{"local", "private", "confined", "exclusive", "restricted"}},
	{pattern(subject, `\bbelongs? (?:`, solely, ` )?to `, ref), Owned, true, []string{"belong"}},
	{pattern(`(?P<subject>)(?P<ref>[\w()]+(?: [\w()]+){0,2} (?:goroutine|loop|thread)|\w+Loop)(?:'s)?[ -](?:owned|only|local|private)(?: (?:fields|state|data|variables|members))?(?:$|,)`), Owned, true, []string{"owned", "only", "local", "private"}},
	{pattern(`(?P<subject>)(?P<ref>[\w()]+(?: [\w()]+){0,2} (?:goroutine|loop|thread))(?:'s)? (?:fields|state|data|variables|members|locals)$`), Owned, false, partWords},
	{pattern(`(?P<subject>)(?:fields|state|variables) (?:of|for) `, ref), Owned, false, []string{"fields of", "fields for", "state of", "state for", "variables of", "variables for"}},
}

// codeRules are the forms of sentences about functions.
var codeRules = []rule{
	{pattern(subject, `\b(?P<aux>(?:`, aux, ` )*)(?P<called>`, calls, `) (?P<only>`, solely, ` |directly |synchronously |concurrently |exactly once |once )?(?P<by>`, by, `) `, ref), On, false, []string{"called", "run", "ran", "invoked", "executed", "entered", "used"}},
	{pattern(subject, `\b(?P<aux>(?:`, aux, ` )*)(?P<called>`, calls, `) (?P<outside>outside(?: of)?) `, ref), On, true, []string{"outside"}},
	{pattern(subject, `\b(?P<aux>(?:always |only |also |must |should |must only |should only |must not |should not |can only |may only |must never )?)(?:runs?|executes?) (?P<only>`, solely, ` |always )?(?:on|in|from|inside|within|from within) `, ref), On, false, []string{"run", "execute"}},
	{pattern(subject, `\b(?P<aux>do not |don't |never |only )(?:ever )?(?:call|run|invoke|use|execute)(?: this| it| them| this function| this method)? (?P<only>`, solely, ` )?`, by, ` `, ref), On, false, []string{"call", "run", "invoke", "use", "execute"}},
	{pattern(subject, `\b(?:is )?(?P<aux>only |exclusively )?(?:intended|meant|designed)(?P<only> only)? (?:for use|for being called|for) `, by, ` `, ref), On, false, []string{"intended", "meant", "designed"}},
	{pattern(subject, `\b(?P<not>not |un)?safe (?:to (?:be )?(?:call|use|called|used|run) )?(?:only )?outside(?: of)? `, ref), On, true, []string{"outside"}},
}

var (
	definition = pattern(`(?P<subject>\S+) (?:is |runs |implements |contains |executes )?(?:the |our )(?P<ref>(?:[\w-]+ ){0,3}?(?:[\w-]+[ -])?(?:loop|goroutine|thread))(?:$|,| (?:that|which|of|for|in|on|from|and|to|goroutine)\b)`)
	safe       = regexp.MustCompile(`(?i)\b(?:safe for (?:(?:use|access|calls?) )?(?:concurrent|simultaneous|parallel|multiple|many)|(?:go ?routine|thread|concurrency)[- ]?safe\b|safe to (?:be )?(?:call|called|use|used|invoke|invoked)(?: \w+)? (?:concurrently|simultaneously|(?:from|by|in|on) (?:any|many|multiple|several|different|other|concurrent))|safely (?:be )?(?:called|used|invoked) (?:concurrently|simultaneously|(?:from|by) (?:any|many|multiple|several|different|other|concurrent)))`)
	anyone     = regexp.MustCompile(`(?i)\b(?:may|can) (?:also )?(?:be )?(?:safely )?(?:called|invoked|used)(?: (?:safely|concurrently|simultaneously))* (?:from|by|in|on) (?:any|many|multiple|several|different|other|concurrent|arbitrary) (?:go ?routines?|threads?)\b|\bmultiple goroutines may (?:call|invoke|use)\b|\bcallable from any goroutine\b`)
	negated    = regexp.MustCompile(`(?i)\b(?:not|never|no|non|un|isn't|aren't|neither|without|cannot|unless|only|nor)\b|n't\b`)
)

// read reads one sentence.
func read(site Site, names []string, s sentence) (Claim, bool) {
	if site == Code {
		if c, ok := readDefinition(names, s); ok {
			return c, true
		}
	}
	if site != State {
		if c, ok := readAnywhere(site, names, s); ok {
			return c, true
		}
	}
	rules := stateRules
	if site == Code {
		rules = codeRules
	}
	lower := strings.ToLower(s.text)
	for _, r := range rules {
		if !r.mayMatch(lower) {
			continue
		}
		m := r.match(s.text)
		if m == nil {
			continue
		}
		c, ok := r.claim(site, m)
		if !ok {
			return Claim{}, false
		}
		if !c.speaksOf(site, names, s, m["subject"]) {
			continue
		}
		return c, true
	}
	if site == Code {
		return readStateOf(s)
	}
	return Claim{}, false
}

// mayMatch reports whether a sentence, in small letters, has a word that the form needs.
func (r rule) mayMatch(lower string) bool {
	return slices.ContainsFunc(r.needs, func(word string) bool { return strings.Contains(lower, word) })
}

// match returns what the parts of a form are in a sentence, by their names.
func (r rule) match(text string) map[string]string {
	m := r.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	parts := make(map[string]string)
	for i, name := range r.SubexpNames() {
		if name != "" {
			parts[name] += m[i]
		}
	}
	return parts
}

func (r rule) claim(site Site, m map[string]string) (Claim, bool) {
	c := Claim{Verb: r.verb, Must: r.must}
	c.Place, c.Open = place(m["ref"])
	if c.Open == anonymous || c.Open != "" && !isGoroutine(m["ref"]) {
		return c, false // one goroutine at a time, or one of its own: which one does not matter
	}
	if c.Place.isPlain() && (c.Place.Article || strings.EqualFold(m["by"], "on") || site != Code && strings.EqualFold(m["by"], "in")) {
		return c, false // "called on an update"
	}
	if site != Code {
		if m["used"] != "" && onlyWrites(m["used"]) {
			c.Verb = Written
		}
		return c, true
	}
	helpers := strings.Fields(strings.ToLower(m["aux"]))
	no := slices.ContainsFunc(helpers, func(w string) bool {
		return w == "not" || w == "never" || w == "cannot" || w == "don't" || strings.HasSuffix(w, "n't")
	}) || strings.HasPrefix(strings.ToLower(m["aux"]), "do not")
	only := slices.ContainsFunc(append(helpers, strings.TrimSpace(strings.ToLower(m["only"]))), isOnly)
	switch {
	case m["outside"] != "":
		return c, no // "must not be called outside the loop"
	case m["only"] != "" && !only:
		return c, false // "called once by"
	case no && only:
		return c, false
	case no:
		c.Verb, c.Must = Never, true
	case only:
		c.Must = true
	case permits(helpers):
		return c, false // it may, and so may others
	case slices.Contains(helpers, "must"), slices.Contains(helpers, "should"), slices.Contains(helpers, "shall"):
		c.Must = true
	}
	if c.Verb == On && c.Place.Many && c.Place.Name == "" {
		c.Verb = Beside
	}
	// "called by f" says who calls, and not where.
	return c, c.Verb != On || c.Must || !strings.EqualFold(m["by"], "by") || c.Place.Noun != "" || c.Place.isLoop()
}

func isOnly(w string) bool { return w == "only" || w == "solely" || w == "exclusively" }

func permits(helpers []string) bool {
	return slices.ContainsFunc(helpers, func(w string) bool { return w == "may" || w == "can" || w == "might" || w == "could" })
}

// onlyWrites reports whether of the uses that a sentence speaks of none is a read.
func onlyWrites(uses string) bool {
	for _, w := range []string{"access", "used", "touch", "manip", "refer", "consult", "manag", "maintain", "handled", "read"} {
		if strings.Contains(strings.ToLower(uses), w) {
			return false
		}
	}
	return true
}

func readDefinition(names []string, s sentence) (Claim, bool) {
	m := rule{Regexp: definition}.match(s.text)
	if !s.first || m == nil || !slices.Contains(names, m["subject"]) {
		return Claim{}, false
	}
	p, open := place(m["ref"])
	if open != "" || len(p.Words) == 0 || strings.Contains(s.text, " in a goroutine") {
		return Claim{}, false
	}
	return Claim{Verb: Is, Place: p}, true
}

// readAnywhere reads what says that any goroutine may come.
func readAnywhere(site Site, names []string, s sentence) (Claim, bool) {
	at := safe.FindStringIndex(s.text)
	if at == nil {
		at = anyone.FindStringIndex(s.text)
	}
	if at == nil || negated.MatchString(s.text) {
		return Claim{}, false
	}
	before := strings.TrimSpace(s.text[:at[0]])
	before = strings.TrimSpace(trailing.ReplaceAllString(before, ""))
	if !isSelf(names, before) && !(site == Whole && isPlural(names, before)) {
		return Claim{}, false
	}
	return Claim{Verb: Anywhere, Must: true}, true
}

// trailing are the helpers at the end of a subject.
var trailing = regexp.MustCompile(`(?i)(?:\s*\b(?:is|are|must be|be|and|also|it)\b)+$`)

func isPlural(names []string, subject string) bool {
	return slices.ContainsFunc(names, func(n string) bool {
		return subject == n+"s" || subject == n+"es" || strings.EqualFold(subject, "all methods")
	})
}

// readStateOf reads what a function says of all the state of its type.
func readStateOf(s sentence) (Claim, bool) {
	m := rule{Regexp: stateOf}.match(s.text)
	if m == nil {
		return Claim{}, false
	}
	c := Claim{Verb: Owned, Below: true, Rest: true, Loose: true}
	c.Place, c.Open = place(m["ref"])
	return c, true
}

var stateOf = pattern(`(?:except where otherwise noted, |unless otherwise noted, |otherwise, )?all (?:of the |the |other )?(?:[\w-]+ )?(?:state|fields) (?:is|are) (?:`, solely, ` )?owned by `, ref)
