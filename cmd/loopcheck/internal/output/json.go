package output

import (
	"encoding/json"
	"io"
)

// JSON prints each finding as a JSON object on a line of its own. The fields
// are those of [Finding].
type JSON struct{ W io.Writer }

// Print implements [Printer].
func (j JSON) Print(findings []Finding) error {
	enc := json.NewEncoder(j.W)
	enc.SetEscapeHTML(false) // messages hold "<-"
	for _, f := range findings {
		if err := enc.Encode(f); err != nil {
			return err
		}
	}
	return nil
}
