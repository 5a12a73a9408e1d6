package touches

import "fmt"

// verbs says what a touch does, of a framework's object and of a model's field.
var verbs = map[Access]string{Called: "touches", Read: "is read", Written: "is written"}

var does = map[Access]string{Called: "calls", Read: "reads", Written: "writes"}

// Story says what happens, as the first part of a message.
func (t Touch) Story() string {
	switch {
	case t.Said != "":
		return t.quoted()
	case t.Via == "" && t.By != "":
		return fmt.Sprintf("%s %s %s off the %s loop, which %s it too", t.By, does[t.Access], t.Text, t.Loop, other(t))
	case t.Via != "" && t.Field != nil:
		return fmt.Sprintf("%s runs off the %s loop: %s %s there, and the loop %s it too", t.Text, t.Loop, t.Root, verbs[t.Access], other(t))
	case t.Via != "":
		return fmt.Sprintf("%s touches %s off the %s loop: it %s %s", t.Text, t.What, t.Loop, does[t.Access], t.Root)
	case t.Field != nil:
		return fmt.Sprintf("%s %s off the %s loop, which %s it too", t.Text, verbs[t.Access], t.Loop, other(t))
	case t.Access != Called:
		return fmt.Sprintf("%s %s off the %s loop: it is a field of %s", t.Text, verbs[t.Access], t.Loop, t.What)
	}
	return fmt.Sprintf("%s touches %s off the %s loop", t.Text, t.What, t.Loop)
}

// quoted is the story of a touch of what a comment says is a loop's, with what it says.
func (t Touch) quoted() string {
	what := fmt.Sprintf("%s %s off its loop", t.Text, verbs[t.Access])
	switch {
	case t.Via != "" && t.Field != nil:
		what = fmt.Sprintf("%s runs off the loop that owns %s", t.Text, t.Root)
	case t.Via != "" && t.Root != t.Via:
		what = fmt.Sprintf("%s runs off the loop that %s is for", t.Text, t.Root)
	case t.Access == Called:
		what = fmt.Sprintf("%s runs off its loop", t.Text)
	}
	return what + ": " + t.Said
}

// other is what the loop does with the field, so that the two race.
func other(t Touch) string {
	if t.Access == Written {
		return "uses"
	}
	return "writes"
}
