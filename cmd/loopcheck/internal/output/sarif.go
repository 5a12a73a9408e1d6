package output

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"unicode/utf8"
)

// SARIF prints a log of the Static Analysis Results Interchange Format, 2.1.0, with
// one run: what GitHub's code scanning and other viewers read. The way to a finding is
// a code flow, from what makes the code run on a loop to the finding. Paths that are
// relative go from %SRCROOT%, which the viewer knows.
//
// See https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
type SARIF struct {
	W       io.Writer
	Version string // the tool's
	Rules   []Rule
	Dir     string // the working directory as seen from the repository's top; "" for that
}

// A Rule is what there is to say of a rule apart from its findings.
type Rule struct {
	Name, Summary, URL string
}

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	ColumnKind  string            `json:"columnKind"`
	Invocations []sarifInvocation `json:"invocations"`
	Results     []sarifResult     `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID      string       `json:"id"`
	Short   sarifMessage `json:"shortDescription"`
	HelpURI string       `json:"helpUri,omitempty"`
}

type sarifMessage struct {
	Text string `json:"text"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level     string          `json:"level"`
	Message   sarifMessage    `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	RuleIndex    *int               `json:"ruleIndex,omitempty"`
	Level        string             `json:"level"`
	Message      sarifMessage       `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Related      []sarifLocation    `json:"relatedLocations,omitempty"`
	CodeFlows    []sarifCodeFlow    `json:"codeFlows,omitempty"`
	Fingerprints map[string]string  `json:"partialFingerprints,omitempty"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	Properties   map[string]string  `json:"properties,omitempty"`
}

type sarifLocation struct {
	ID       *int          `json:"id,omitempty"`
	Physical sarifPhysical `json:"physicalLocation"`
	Message  *sarifMessage `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI  string `json:"uri"`
	Base string `json:"uriBaseId,omitempty"`
}

type sarifRegion struct {
	Line    int `json:"startLine"`
	Col     int `json:"startColumn,omitempty"`
	EndLine int `json:"endLine,omitempty"`
	EndCol  int `json:"endColumn,omitempty"`
}

type sarifCodeFlow struct {
	ThreadFlows []sarifThreadFlow `json:"threadFlows"`
}

type sarifThreadFlow struct {
	Locations []sarifStep `json:"locations"`
}

type sarifStep struct {
	Location sarifLocation `json:"location"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Justification string `json:"justification,omitempty"`
}

// Print implements [Printer].
func (s SARIF) Print(r Report) error {
	var src source
	results := make([]sarifResult, 0, len(r.Findings)+len(r.Suppressed)) // an absent list would say that nothing ran
	for _, f := range slices.Concat(r.Findings, r.Suppressed) {
		results = append(results, s.result(f, &src))
	}
	enc := json.NewEncoder(s.W)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs: []sarifRun{{
			Tool:        sarifTool{sarifDriver{Name: "loopcheck", Version: s.Version, Rules: s.rules()}},
			ColumnKind:  "unicodeCodePoints",
			Invocations: []sarifInvocation{s.invocation(r)},
			Results:     results,
		}},
	})
}

func (s SARIF) rules() []sarifRule {
	all := make([]sarifRule, 0, len(s.Rules))
	for _, r := range s.Rules {
		all = append(all, sarifRule{r.Name, sarifMessage{r.Summary}, r.URL})
	}
	return all
}

// invocation says what could not be analysed: a log without it would say that there
// is nothing to find.
func (s SARIF) invocation(r Report) sarifInvocation {
	var all []sarifNotification
	for _, f := range r.Failures {
		n := sarifNotification{Level: "error", Message: sarifMessage{failureText(f)}}
		if f.File != "" {
			n.Locations = []sarifLocation{{Physical: sarifPhysical{s.artifact(f.File), regionOf(f.Line, 0)}}}
		}
		all = append(all, n)
	}
	for _, pkg := range r.Skipped {
		all = append(all, sarifNotification{Level: "warning", Message: sarifMessage{pkg + " was not analysed: a package that it imports failed"}})
	}
	return sarifInvocation{Successful: len(all) == 0, Notifications: all}
}

func (s SARIF) result(f Finding, src *source) sarifResult {
	at := sarifLocation{Physical: sarifPhysical{s.artifact(f.File), src.region(f.File, f.Line, f.Col)}}
	if f.End.Line > 0 && at.Physical.Region != nil {
		if end := src.region(f.File, f.End.Line, f.End.Col); end != nil && end.Col > 0 {
			at.Physical.Region.EndLine, at.Physical.Region.EndCol = end.Line, end.Col
		}
	}
	out := sarifResult{RuleID: f.Rule, Level: level(f), Message: sarifMessage{f.Message}, Locations: []sarifLocation{at}}
	if i := slices.IndexFunc(s.Rules, func(r Rule) bool { return r.Name == f.Rule }); i >= 0 {
		out.RuleIndex = &i
	}
	if f.Fingerprint != "" {
		out.Fingerprints = map[string]string{"loopcheck/v1": f.Fingerprint}
	}
	if f.Suppressed {
		out.Suppressions = []sarifSuppression{{"inSource", f.Reason}}
	}
	out.Properties = properties(f)
	steps := make([]sarifStep, 0, len(f.Related)+1)
	for i, r := range f.Related {
		place := sarifLocation{Physical: sarifPhysical{s.artifact(r.File), src.region(r.File, r.Line, r.Col)}, Message: &sarifMessage{r.Message}}
		steps = append(steps, sarifStep{place})
		place.ID = &i
		out.Related = append(out.Related, place)
	}
	if len(steps) > 0 {
		slices.Reverse(steps)
		at.Message = &out.Message
		out.CodeFlows = []sarifCodeFlow{{[]sarifThreadFlow{{append(steps, sarifStep{at})}}}}
	}
	return out
}

// properties are what loopcheck says of a finding beyond the format's own words.
func properties(f Finding) map[string]string {
	all := make(map[string]string)
	for name, value := range map[string]string{
		"class": f.Class, "tier": f.Tier, "weight": f.Weight, "loop": f.Loop, "package": f.Package, "function": f.Function,
	} {
		if value != "" {
			all[name] = value
		}
	}
	return all
}

// level is how loud viewers are about a finding, by its evidence.
func level(f Finding) string {
	switch f.Tier {
	case "sure":
		return "error"
	case "strict":
		return "note"
	}
	return "warning"
}

func (s SARIF) artifact(file string) sarifArtifact {
	uri := url.URL{Path: below(s.Dir, file)}
	if filepath.IsAbs(file) {
		uri.Scheme = "file"
		return sarifArtifact{URI: uri.String()}
	}
	return sarifArtifact{URI: uri.EscapedPath(), Base: "%SRCROOT%"}
}

// region is a place whose column is in characters; without one where the line
// cannot be read, and nil where there is no line.
func (s *source) region(file string, line, col int) *sarifRegion {
	text := s.line(file, line)
	if col < 1 || col-1 > len(text) {
		return regionOf(line, 0)
	}
	return regionOf(line, utf8.RuneCountInString(text[:col-1])+1)
}

func regionOf(line, col int) *sarifRegion {
	if line < 1 {
		return nil
	}
	return &sarifRegion{Line: line, Col: col}
}
