package report

import "strings"

// url is a rule's page, which is a file of this repository.
func url(rule string) string {
	return "https://github.com/loopcheck/loopcheck/blob/main/docs/rules/" + rule + ".md"
}

// help takes an analyzer's documentation from the package comment of its doc.go.
func help(source string) string {
	_, body, _ := strings.Cut(source, "/*\n")
	if body == "" {
		body = uncomment(source)
	} else {
		body, _, _ = strings.Cut(body, "*/")
	}
	_, body, _ = strings.Cut(body, "\n\n") // the sentence for godoc
	_, body, _ = strings.Cut(strings.TrimSpace(body), "\n\n")
	return strings.TrimSpace(body)
}

func uncomment(source string) string {
	var b strings.Builder
	for line := range strings.Lines(source) {
		text, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "//")
		if !ok {
			break
		}
		b.WriteString(strings.TrimPrefix(text, " "))
		b.WriteByte('\n')
	}
	return b.String()
}
