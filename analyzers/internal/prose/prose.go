// Package prose reads comments as contracts: which goroutine a sentence says that
// code runs on, or that state belongs to.
//
// It is text in and claims out: which function a claim means, and whether there is
// one, is for those who know the package. The grammar is small, and a sentence that
// it does not cover wholly says nothing:
//
//	claim    = [ subject ] says [ tail ] .
//	subject  = own name | "it" | "this" [ noun ] | of state: a few words that describe it
//	         | "everything", "fields", "state" … [ "below" | "following" ] .
//	says     = of state: [ "exclusively" ] "owned by" place
//	         | "only" used by place | used "only" by place | must "be" used by place
//	         | "not" used "outside" place | "local to" place | "belongs to" place
//	         | place "fields" | place "state"
//	         | of code:  [ must ] [ "only" ] called by place | "runs on" place
//	         | must "not" called by place | "only intended for use by" place
//	         | "safe for concurrent use" | may called by many .
//	used     = "accessed" | "used" | "touched" | "read and written" …, "written" | "modified" … .
//	called   = "called" | "run" | "invoked" | "executed" … .
//	by       = "by" | "from" | "on" | "in" | "within" | "inside" … .
//	place    = [ owner "'s" ] words ( "loop" | "goroutine" | "thread" )
//	         | name [ "()" ] | "the goroutine running" name | "the loop in" name "()" .
//
// A tail that goes on after a comma, or says why, changes nothing. One that names a
// second place, or a condition ("or when nobody runs", "unless", "once"), leaves the
// claim open: it is told as unresolved, and binds nothing.
package prose

import "strings"

// A Site is what a comment stands at.
type Site int

const (
	Code  Site = iota // a function or method
	State             // fields and variables
	Whole             // a type
)

// A Verb is what a claim says of its subject.
type Verb int

const (
	Owned    Verb = iota // it belongs to the place: nobody else uses it
	Written              // nobody but the place changes it
	On                   // it runs at the place
	Never                // it must not run at the place
	Beside               // it runs on several goroutines that are no loop: handlers
	Anywhere             // any goroutine may call it
	Is                   // the function is the place
)

// A Claim is what one sentence says of what its comment stands at.
type Claim struct {
	Verb  Verb
	Place Place // none for Anywhere

	// Subject is what the sentence speaks of, as it is written; empty where that is
	// the thing at hand.
	Subject string

	// Below says that it speaks of what comes after the comment: of the rest of
	// the struct if Rest is set too.
	Below, Rest bool

	// Must says that it is an order ("must", "only"), and no mere description.
	Must bool

	// Loose says that the sentence leaves exceptions open: "except where noted".
	Loose bool

	// Open is why the sentence binds nothing, if it does not.
	Open string

	Quote string // the sentence, on one line
	Line  int    // of the comment, from 0
}

// A Place is a goroutine as a comment calls it.
type Place struct {
	Text  string   // all of it
	Of    string   // whose: "serverConn" of "serverConn's serve loop"
	Words []string // that name it: "serve"
	Name  string   // an identifier that is surely one: "run" of "run()", "Conn.loop"
	Noun  string   // "loop", "goroutine", "thread"; empty if nothing but a name is there
	Many  bool     // "handler goroutines"

	// Article says that it begins with one: "the update".
	Article bool
}

// isPlain reports whether nothing but a word names the place, which may be a function's
// name, or any word.
func (p Place) isPlain() bool {
	return p.Noun == "" && p.Of == "" && p.Name != "" && !isCamel(p.Name) && !strings.Contains(p.Text, "()")
}

// isGoroutine reports whether words have one among them that stands for a goroutine.
func isGoroutine(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, "routine") || strings.Contains(text, "loop") || strings.Contains(text, "thread") || strings.Contains(text, "()")
}

// isLoop reports whether a place is a function whose name says that it goes round.
func (p Place) isLoop() bool { return strings.Contains(strings.ToLower(p.Name), "loop") }

// Read returns the claims of a comment, of which text is the lines without their
// markers. Names are what the subject may be called: those of the function, or of
// the fields that the comment stands at.
func Read(site Site, names []string, text string) []Claim {
	if !May(text) {
		return nil
	}
	var claims []Claim
	for _, s := range sentences(text) {
		if !May(s.text) {
			continue
		}
		c, ok := read(site, names, s)
		if !ok {
			continue
		}
		c.Quote, c.Line = s.quote(), s.line
		claims = append(claims, c)
	}
	return claims
}
