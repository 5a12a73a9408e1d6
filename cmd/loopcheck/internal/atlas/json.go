package atlas

import (
	"encoding/json"
	"io"
)

// JSON prints the picture as one object.
func JSON(w io.Writer, p *Program) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false) // "<-h.quit"
	enc.SetIndent("", " ")
	return enc.Encode(p)
}
