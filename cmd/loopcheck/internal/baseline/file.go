package baseline

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// header says what a file is to whoever finds it.
const header = `# Known findings of loopcheck: -baseline leaves them out, -write-baseline writes them anew.
# fingerprint	count	problem	package	function	what
`

// fields is how many an entry has.
const fields = 6

// Read reads a file that [Baseline.Write] has written, or a person has changed. An
// error names the line.
func Read(path string) (*Baseline, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w; loopcheck -baseline %s -write-baseline ./... writes it", path, fs.ErrNotExist, path)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := parse(f)
	if errors.As(err, new(*fs.PathError)) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%s:%w", path, err)
	}
	return b, nil
}

func parse(r io.Reader) (*Baseline, error) {
	b := &Baseline{entries: make(map[string]Entry)}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		e, err := parseEntry(line)
		if err != nil {
			return nil, fmt.Errorf("%d: %w", n, err)
		}
		b.add(e)
	}
	return b, lines.Err()
}

func parseEntry(line string) (Entry, error) {
	f := strings.Split(line, "\t")
	if len(f) < 2 {
		return Entry{}, errors.New("this is no known finding; mend the line, or remove the file and write it anew")
	}
	for len(f) < fields {
		f = append(f, "") // an editor has cut empty ones off
	}
	if len(f) > fields {
		return Entry{}, fmt.Errorf("%d fields, want %d, separated by tabs", len(f), fields)
	}
	count, err := strconv.Atoi(f[1])
	if err != nil || count < 1 {
		return Entry{}, fmt.Errorf("%q is no count of findings", f[1])
	}
	return Entry{f[0], count, f[2], f[3], f[4], f[5]}, nil
}

// Write writes the baseline to a file, an entry a line, sorted, so that a review shows
// what has come and gone.
func (b *Baseline) Write(path string) error {
	var text strings.Builder
	text.WriteString(header)
	for _, e := range b.Entries() {
		fmt.Fprintf(&text, "%s\t%d\t%s\t%s\t%s\t%s\n", e.Fingerprint, e.Count, e.Category, e.Package, e.Function, e.Callee)
	}
	return os.WriteFile(path, []byte(text.String()), 0o666)
}
