package prose

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	// after is where the words for a place end, and the sentence goes on.
	after = regexp.MustCompile(`(?i),|\s(?:so|to|because|since|as|which|that|with|for|via|thus|therefore|hence|without|rather|instead|itself|alone|whenever|only|no|is|are|it|during|at|else)\b`)

	// open is a tail that names another place or a condition.
	open = regexp.MustCompile(`(?i)^[\s,]*(or|unless|except|if|when|whenever|until|till|before|after|once|while|but|and|nor|during)\b\s*(.*)`)

	// further is how "and" goes on with something else that happens.
	further = regexp.MustCompile(`(?i)^(?:is|are|must|should|so|thus|therefore|hence|need|needs|no|not|never|reset|reads|writes|updates|may|will|can|has|have|only|sends|returns|[a-z]+ed|[a-z]+es)\b`)

	// elsewhere is what no goroutine is called by.
	elsewhere = regexp.MustCompile(`(?i)^(?:tests?|test code|init|main|windows|linux|unix|darwin|production|practice|debug mode|here|there|caller|callers|user|users|client|clients|server|others?)(?:\(\))?$`)

	running = regexp.MustCompile("(?i)^(?:goroutine|routine|thread|loop)s? (?:that |which )?(?:is |is currently )?(?:runs?|running|executing|executes|calling|in|inside|of|started by|spawned by|owned by|for) (?:the )?`?\\[?([\\w.*()]+)`?\\]?$")
	around  = regexp.MustCompile(`(?i)^(?:goroutine|routine|thread) (?:that |which )?(?:contains|containing|runs|running|of|for|driving) (the [\w-]+(?: [\w-]+)? loop)$`)
	within  = regexp.MustCompile(`(?i)^(.*?)(?:event |main )?(loop|goroutine|thread) (?:in|inside|of|within) ([\w.*]+)\(\)$`)

	article    = regexp.MustCompile(`(?i)^(?:the|an?|its|our|this|that)\b`)
	determiner = regexp.MustCompile(`(?i)^(?:(?:the|a|an|its|our|this|that|only|dedicated|internal|respective|corresponding|owning|inside) )+`)
	nobody     = regexp.MustCompile(`(?i)^(?:a |an |the |one |its |their |his |exactly |only )*(?:single|one|same|any|multiple|several|many|each|different|differing|separate|new|another|other|own|current|calling|caller|callers|caller's|concurrent|various|arbitrary|two|both|every|background|dedicated|independent|parallel|own dedicated|worker|goroutine|goroutines|go routine|go routines|thread|threads|test|spawned|unknown|all|infinite|tight|hot|retry|inner|outer|nested|for)\b(?:'s)?`)

	// ident is an identifier, and what may stand for a call of it.
	ident = regexp.MustCompile("^[`\\[]?(\\(?\\*?[A-Za-z_]\\w*\\)?(?:\\.[A-Za-z_]\\w*)*)(\\(\\))?[`\\]]?$")
)

var nouns = map[string]string{
	"loop": "loop", "loops": "loop", "eventloop": "loop", "mainloop": "loop", "runloop": "loop",
	"goroutine": "goroutine", "goroutines": "goroutine", "go-routine": "goroutine", "go-routines": "goroutine",
	"routine": "goroutine", "routines": "goroutine",
	"thread": "thread", "threads": "thread",
}

// isAnyLoop is a for statement: "in a loop".
var isAnyLoop = regexp.MustCompile(`(?i)^an? (?:[\w-]+ )?loops?\b|^(?:the )?(?:loops?|retry loop) (?:below|above|body)`)

// anonymous is why a place is none that could be found.
const anonymous = "it names no goroutine"

// place reads the words for a goroutine. If they name none that could be one of the
// package, it says why.
func place(text string) (p Place, why string) {
	head, tail := cut(text)
	p.Text = head
	p.Article = article.MatchString(head)
	head = strings.Trim(head, " .,<>")
	if elsewhere.MatchString(determiner.ReplaceAllString(head, "")) || isAnyLoop.MatchString(text) {
		return p, anonymous
	}
	if bare := determiner.ReplaceAllString(head, ""); nobody.MatchString(head) && !running.MatchString(bare) && !around.MatchString(bare) {
		return p, anonymous
	}
	if m := open.FindStringSubmatch(tail); m != nil {
		if !strings.EqualFold(m[1], "and") || !further.MatchString(m[2]) {
			return p, "it goes on: " + strings.TrimSpace(tail)
		}
	}
	if m := within.FindStringSubmatch(determiner.ReplaceAllString(head, "")); m != nil {
		p.Name, p.Noun = m[3], nouns[strings.ToLower(m[2])]
		return p, ""
	}
	head = determiner.ReplaceAllString(head, "")
	if m := around.FindStringSubmatch(head); m != nil {
		return p.named(determiner.ReplaceAllString(m[1], ""))
	}
	if m := running.FindStringSubmatch(head); m != nil {
		if elsewhere.MatchString(m[1]) {
			return p, anonymous
		}
		p.Name, p.Noun = strings.TrimSuffix(m[1], "()"), "goroutine"
		return p, ""
	}
	return p.named(head)
}

// cut cuts a text where the words for a place end.
func cut(text string) (head, tail string) {
	if at := within.FindStringIndex(text); at != nil && at[0] == 0 {
		return text, ""
	}
	end := len(text)
	if at := after.FindStringIndex(text); at != nil {
		end = at[0]
	}
	words := strings.Fields(text[:end])
	for i, w := range words {
		if i > 0 && open.MatchString(w) {
			return strings.Join(words[:i], " "), strings.Join(words[i:], " ") + text[end:]
		}
	}
	// "goroutine that runs serve": the name comes after
	if m := that.FindStringIndex(text); m != nil && m[1] > end {
		end = m[1]
	}
	tail = strings.TrimLeft(text[end:], ", ")
	return text[:end], tail
}

var that = regexp.MustCompile("(?i)^(?:the |a )?(?:goroutine|routine|thread|loop) (?:that|which) (?:runs|is running|executes|calls|is executing) (?:the )?[`\\[]?[\\w.*]+(?:\\(\\))?[`\\]]?")

// named reads the words and the noun of a place.
func (p Place) named(head string) (Place, string) {
	words := strings.Fields(head)
	if len(words) > 0 {
		if noun, ok := nouns[strings.ToLower(words[len(words)-1])]; ok {
			p.Noun = noun
			p.Many = strings.HasSuffix(words[len(words)-1], "s")
			last := strings.ToLower(words[len(words)-1])
			words = words[:len(words)-1]
			if last == "eventloop" || last == "mainloop" || last == "runloop" {
				words = append(words, strings.TrimSuffix(last, "loop"))
			}
		} else if of, ok := strings.CutSuffix(words[len(words)-1], "loop"); ok && of != "" && !isCamel(of) { // "the leaderloop"
			p.Noun, words = "loop", append(words[:len(words)-1:len(words)-1], of)
		}
	}
	if len(words) > 1 && p.Noun == "goroutine" && strings.EqualFold(words[len(words)-1], "go") {
		words = words[:len(words)-1] // "go routine"
	}
	if len(words) > 1 && p.Noun == "goroutine" {
		if _, ok := nouns[strings.ToLower(words[len(words)-1])]; ok { // "loop goroutine"
			words = words[:len(words)-1]
			p.Noun = "loop"
		}
	}
	for i, w := range words {
		if of, ok := possessive(w); ok {
			p.Of, words = of, append(words[:i:i], words[i+1:]...)
			break
		}
	}
	switch {
	case len(words) > 4:
		return p, "its words are no name"
	case len(words) == 0 && p.Noun == "":
		return p, anonymous
	case len(words) == 1:
		if m := ident.FindStringSubmatch(words[0]); m != nil && (m[2] != "" || p.Noun == "" || isCamel(m[1])) {
			p.Name = m[1]
			return p, ""
		}
	}
	if n := len(words); n > 1 && p.Noun == "" && isCamel(words[n-1]) && (p.Of != "" || strings.Contains(words[n-2], "-")) {
		p.Name = strings.Trim(words[n-1], "`[]()") // "the frame-reading readLoop"
		return p, ""
	}
	for _, w := range words {
		if strings.HasSuffix(w, "()") {
			p.Name = strings.Trim(strings.TrimSuffix(w, "()"), "`[]")
		}
	}
	if p.Noun == "" && p.Name == "" {
		return p, "its words are no name"
	}
	p.Words = words
	return p, ""
}

func possessive(w string) (of string, ok bool) {
	for _, end := range []string{"'s", "’s", "s'"} {
		if of, ok := strings.CutSuffix(w, end); ok && of != "" {
			return strings.Trim(of, "`[]"), true
		}
	}
	return "", false
}

// isCamel reports whether a word is an identifier by its looks.
func isCamel(w string) bool {
	for i, r := range w {
		if i > 0 && unicode.IsUpper(r) || r == '.' || r == '_' {
			return true
		}
	}
	return false
}
