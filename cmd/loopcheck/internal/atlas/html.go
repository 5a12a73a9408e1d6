package atlas

import (
	_ "embed"
	"html/template"
	"io"
)

//go:embed page.html
var page string

// HTML prints the picture as a page that needs nothing but itself: a click on a loop
// shows what stops it, what ends it and what runs on it, a click on an arrow its places.
func HTML(w io.Writer, p *Program) error {
	t, err := template.New("page").Delims("{%", "%}").Parse(page)
	if err != nil {
		return err
	}
	return t.Execute(w, p)
}
