package prose

import (
	"regexp"
	"slices"
	"strings"
)

// speaksOf reports whether a sentence speaks of what its comment stands at, and notes
// if it speaks of what comes below.
func (c *Claim) speaksOf(site Site, names []string, s sentence, subject string) bool {
	subject = strings.Trim(opening.ReplaceAllString(reason.ReplaceAllString(strings.TrimSpace(subject), ""), ""), " ,")
	subject = strings.Trim(trailing.ReplaceAllString(subject, ""), " ,")
	if conditional.MatchString(subject) {
		return false
	}
	if site == Code {
		return isSelf(names, subject)
	}
	if site == Whole {
		first, more, _ := strings.Cut(subject, " ")
		return isSelf(names, subject) || isPlural(names, subject) || whole.MatchString(subject) || isNamed(names, first) && isState.MatchString(more)
	}
	switch {
	case below.MatchString(subject):
		c.Below, c.Rest = true, rest.MatchString(subject)
	case subject == "" || isSelf(names, subject):
		c.Below = s.header && !isNamed(names, subject)
	case described.MatchString(subject) && !verbal.MatchString(subject):
		c.Subject = subject
		c.Below = s.header || plural.MatchString(subject)
	default:
		return false
	}
	return true
}

var (
	// opening is what a sentence may begin with, and says nothing.
	opening = regexp.MustCompile(`(?i)^(?:note|important|warning|caution|todo|nb)\b:? *(?:that )?`)

	// reason is why, before what: the sentence says it of every call.
	reason = regexp.MustCompile(`(?i)^(?:because|since|as) [^,]+,\s*`)

	conditional = regexp.MustCompile(`(?i)^(?:if|when|whenever|unless|while|once|after|before|until|because|since|although|ideally|usually|normally|typically|often|sometimes|maybe|not)\b|\b(?:if|when|unless|whether|because|not)$`)

	// below is a subject of several fields.
	below = regexp.MustCompile(`(?i)^(?:the |all |all the |all of the |these |other |every )*(?:(?:[\w-]+ )?(?:following|remaining|below)|everything(?: else)?|rest)(?: (?:fields?|state|variables|members|values|items|maps|data))?(?: (?:below|following|here|after this|from here(?: on)?|in this (?:struct|block|section|group)))?$|^(?:the |all |all the |these )*(?:[\w-]+ )?(?:fields?|state|variables|members) (?:below|following|here|in this (?:struct|block|section|group))$|^(?:these|the) (?:fields|variables|members)$`)
	rest  = regexp.MustCompile(`(?i)everything|\ball\b|rest|below|remaining`)

	// described is a noun phrase that says what a field is.
	described = regexp.MustCompile(`^(?:[\w'-]+)(?:[ /][\w'"-]+){0,7},?(?: which| that)?$`)
	// verbal is what no description of a field has: a sentence about something else.
	verbal = regexp.MustCompile(`(?i)\b(?:so|because|routes|reads|sends|checks|calls|uses|through|without|if|when|until|before|after|while)\b`)
	plural = regexp.MustCompile(`(?i)\b(?:fields|state|variables|counters|bookkeeping)\b`)

	// whole is a type's state.
	whole = regexp.MustCompile(`(?i)^(?:its|all|all its|all of its|the|all the) (?:[\w-]+ )?(?:state|fields|methods|members)$`)

	isState = regexp.MustCompile(`(?i)^(?:is|holds|contains|has) (?:the |a |all )*(?:[\w-]+ ){0,2}state$`)

	self = regexp.MustCompile(`(?i)^(?:it|this|that|this (?:function|method|func|call|handler|callback|field|value|map|slice|struct|type|variable|counter|flag|code|must|should|pump))$`)
)

// isSelf reports whether a subject is the thing at hand: by its name, "it", "this
// method", or left out.
func isSelf(names []string, subject string) bool {
	if subject == "" || self.MatchString(subject) || isNamed(names, subject) {
		return true
	}
	first, more, _ := strings.Cut(subject, " ")
	if !isNamed(names, first) && !self.MatchString(first) {
		return false
	}
	return goesOn.MatchString(more)
}

// goesOn is what a subject does besides, before the sentence comes to the claim.
var goesOn = regexp.MustCompile(`(?i)^(?:is|are|must|should|can|may|will|does|[a-z]+s|[a-z]+ed)\b.*(?:,| and| and it|, which| and is| but)$|^(?:must|should|may|can|is|has to)$`)

func isNamed(names []string, subject string) bool {
	return slices.Contains(names, strings.Trim(subject, "`[]()*,"))
}
