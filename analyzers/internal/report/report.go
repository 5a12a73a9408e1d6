// Package report is the only caller of pass.Report: it applies suppressions and
// tiers, keeps generated files silent, reports one finding a place, and in an
// order that is the same on every run.
package report

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/directive"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
)

// Rule makes an analyzer of a rule. Its run asks the relations and says what it
// finds to the reporter; doc is the source of the rule's doc.go. The analyzer's
// result is a *[Findings].
func Rule(name, doc string, run func(*analysis.Pass, *Reporter), relations ...*analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       name,
		Doc:        help(doc),
		URL:        url(name),
		Requires:   slices.Concat(relations, []*analysis.Analyzer{config.Analyzer, directive.Analyzer}),
		ResultType: reflect.TypeFor[*Findings](),
		Run: func(pass *analysis.Pass) (any, error) {
			out := newReporter(pass)
			run(pass, out)
			return out.done(), nil
		},
	}
}

// A Finding is one problem at one place, as a rule says it.
type Finding struct {
	Node    ast.Node // the place; what is found is about this node
	Class   string   // what the category adds to the rule: "sleep"
	Tier    config.Tier
	Weight  weight.Weight // what the program's user feels
	Message string

	// Loop is how messages call the loop that it is about, and LoopID which
	// one it is, for good. Both are empty if it is about none.
	Loop, LoopID string

	// Why is the chain from the place back to what made it run where it runs.
	// A long one is cut, see package chain.
	Why []analysis.RelatedInformation

	// Related are other places that belong to the finding.
	Related []analysis.RelatedInformation

	// Fixes are ways to mend it, each of which keeps what the code does or does what
	// it plainly means.
	Fixes []analysis.SuggestedFix

	// Group, if not empty, is the problem that several findings share: of those in
	// a file the heaviest is reported, the others counted and related to it.
	Group string

	// Bound is how long what blocks takes at most; 0 if that is not known.
	Bound time.Duration

	at place
}

func (f Finding) places() int { return len(f.Why) + len(f.Related) }

// A Reporter collects the findings of one rule in one package.
type Reporter struct {
	pass       *analysis.Pass
	config     config.Config
	directives *directive.Result
	used       map[*directive.Ignore]bool
	findings   []Finding
	files      map[*token.File]*file
	skipTests  bool
}

// A file is one of the package's.
type file struct {
	generated, test bool
	functions       func() []*function // few files have a finding
}

func newReporter(pass *analysis.Pass) *Reporter {
	directives, _ := pass.ResultOf[directive.Analyzer].(*directive.Result) // or nil, if it failed
	r := &Reporter{
		pass:       pass,
		config:     pass.ResultOf[config.Analyzer].(config.Config),
		directives: directives,
		used:       make(map[*directive.Ignore]bool),
		files:      make(map[*token.File]*file),
	}
	for _, syntax := range pass.Files {
		// The file itself, whatever its //line comments say of where its code comes from.
		if f := pass.Fset.File(syntax.Package); f != nil {
			r.files[f] = &file{
				generated: directive.Generated(syntax),
				test:      isTest(f.Name(), syntax),
				functions: sync.OnceValue(func() []*function { return functionsOf(syntax) }),
			}
		}
	}
	return r
}

// rank orders the findings at one place: what somebody feels comes first.
func (f Finding) rank() int {
	if f.Weight.Felt() {
		return 0
	}
	return 1
}

// SkipTests leaves test files out, and what supports them: a test steps through
// by hand what a loop would run.
func (r *Reporter) SkipTests() { r.skipTests = true }

// SkipTestsBeside leaves them out where they stand beside a program: what is nothing but
// tests is one.
func (r *Reporter) SkipTestsBeside() { r.skipTests = !program.OnlyTests(r.pass) }

func isTest(name string, file *ast.File) bool {
	return strings.HasSuffix(filepath.Base(name), "_test.go") ||
		slices.ContainsFunc(file.Imports, func(imp *ast.ImportSpec) bool { return imp.Path.Value == `"testing"` })
}

// Report takes a finding. What is reported is decided when the rule is done.
func (r *Reporter) Report(f Finding) {
	f.at = placeOf(r.pass.Fset, f.Node.Pos())
	f.Why = chain.Cut(f.Why)
	r.findings = append(r.findings, f)
}

// done reports the findings, the best one for each place, and what the rule's
// directives leave to say.
func (r *Reporter) done() *Findings {
	slices.SortStableFunc(r.findings, func(a, b Finding) int {
		return cmp.Or(a.at.compare(b.at), cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Tier, b.Tier),
			cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.places(), b.places()))
	})
	last := token.NoPos
	var all []Record
	for _, f := range r.findings {
		if pos := f.Node.Pos(); pos != last && !r.silent(pos) {
			last = pos
			all = append(all, r.record(f))
		}
	}
	all = append(all, r.unused()...)
	r.forget(all)
	if !r.config.Apart {
		r.merge(all)
	}
	r.emitAll(all)
	return &Findings{all}
}

// emitAll hands what is told to the driver.
func (r *Reporter) emitAll(all []Record) {
	var ways []Record
	if r.config.Apart {
		ways = r.ways(all)
	}
	for i := range all {
		if r.config.Apart || !r.config.Related {
			all[i].Related = nil
		}
		if all[i].Reported() {
			r.emit(all[i])
		}
	}
	for _, w := range ways {
		r.emit(w)
	}
}

// record is a finding with what this package and this run say of it. A directive
// counts as used although its finding is of a tier that this run does not report.
func (r *Reporter) record(f Finding) Record {
	rec := Record{
		Class: f.Class, Tier: f.Tier.String(), Weight: f.Weight.String(), Heft: int(f.Weight), Message: f.Message,
		Pos: f.Node.Pos(), End: f.Node.End(), Related: slices.Concat(f.Why, f.Related), Fixes: f.Fixes,
		Loop: f.Loop, LoopID: f.LoopID, Callee: subject(r.pass.TypesInfo, f.Node),
		Group: f.Group, Below: r.below(f),
	}
	for i, ig := range r.directives.Match(r.pass.Analyzer.Name, f.Class, rec.Pos) {
		r.used[ig] = true
		if i == 0 {
			rec.SuppressedBy, rec.Reason = ig.Pos, ig.Reason
		}
	}
	return r.placed(rec)
}

// below reports whether a finding has less evidence, or weight, than this run asks for
// there, or is switched off.
func (r *Reporter) below(f Finding) bool {
	least, told := r.least(config.Question{Class: f.Class, Loop: f.LoopID, Bound: f.Bound}, f.Node.Pos())
	return !told || f.Tier > least || !f.Weight.Felt() && least < config.Strict
}

// least asks the settings about a finding of this rule at a place.
func (r *Reporter) least(q config.Question, pos token.Pos) (least config.Tier, told bool) {
	q.Rule = r.pass.Analyzer.Name
	if f := r.pass.Fset.File(pos); f != nil {
		q.File, q.Shown = f.Name(), r.pass.Fset.Position(pos).Filename
	}
	return r.config.Least(q)
}

// placed adds to a record where it stands.
func (r *Reporter) placed(rec Record) Record {
	rec.Rule, rec.Package = r.pass.Analyzer.Name, plain(r.pass.Pkg.Path())
	var f *function
	if file := r.files[r.pass.Fset.File(rec.Pos)]; file != nil {
		f = functionAt(file.functions(), rec.Pos)
	}
	if f != nil && rec.Pos == f.end-1 {
		rec.End = f.end // the return at the closing brace, of which go/ast thinks that it is written out
	}
	rec.Function = f.String()
	rec.Fingerprint = rec.fingerprint(f.declaration().String())
	return rec
}

// merge tells with the best finding of each group in a file where the others
// stand there. Whoever reads another file finds one of its own in it.
func (r *Reporter) merge(findings []Record) {
	type part struct {
		group string
		file  *token.File
	}
	heads := make(map[part]*Record)
	parts := make(map[part][]*Record)
	for i := range findings {
		f := &findings[i]
		if f.Group == "" || !f.Reported() {
			continue
		}
		p := part{f.Group, r.pass.Fset.File(f.Pos)}
		parts[p] = append(parts[p], f)
		if head := heads[p]; head == nil || f.Heft > head.Heft {
			heads[p] = f
		}
	}
	for p, all := range parts {
		heads[p].absorb(all)
	}
}

// absorb makes one finding of a group.
func (r *Record) absorb(group []*Record) {
	if len(group) == 1 {
		return
	}
	for _, f := range group {
		if f != r {
			f.Merged = true
			r.Related = append(r.Related, analysis.RelatedInformation{Pos: f.Pos, End: f.End, Message: "and here"})
			r.absorbFix(f)
		}
	}
	r.Message += fmt.Sprintf(" (and %d more here)", len(group)-1)
}

// absorbFix makes one fix of this finding's and another's of its group, if they do the
// same.
func (r *Record) absorbFix(f *Record) {
	if len(r.Fixes) != 1 || len(f.Fixes) != 1 || r.Fixes[0].Message != f.Fixes[0].Message {
		return
	}
	all := slices.Clone(r.Fixes[0].TextEdits)
	for _, edit := range f.Fixes[0].TextEdits {
		if !slices.ContainsFunc(all, func(e analysis.TextEdit) bool { return e.Pos == edit.Pos }) {
			all = append(all, edit)
		}
	}
	r.Fixes = []analysis.SuggestedFix{{Message: r.Fixes[0].Message, TextEdits: all}}
}

// unused are the directives of this rule that silence nothing.
func (r *Reporter) unused() []Record {
	rule := r.pass.Analyzer.Name
	ignores := slices.DeleteFunc(slices.Clone(r.directives.All()), func(ig *directive.Ignore) bool {
		if ig.Rule != rule || r.used[ig] || r.silent(ig.Pos) {
			return true
		}
		_, told := r.least(config.Question{Class: config.Unused}, ig.Pos)
		return !told
	})
	slices.SortFunc(ignores, func(a, b *directive.Ignore) int {
		return placeOf(r.pass.Fset, a.Pos).compare(placeOf(r.pass.Fset, b.Pos))
	})
	var all []Record
	for _, ig := range ignores {
		all = append(all, r.placed(Record{
			Class: config.Unused, Tier: config.Sure.String(), Weight: weight.Grave.String(), Heft: int(weight.Grave), Pos: ig.Pos,
			Message: "this " + ig.String() + " silences nothing; remove it",
		}))
	}
	return all
}

// silent reports whether code stands in a file that the rule says nothing about.
func (r *Reporter) silent(pos token.Pos) bool {
	file := r.files[r.pass.Fset.File(pos)]
	return file != nil && (file.generated || r.skipTests && file.test)
}

// emit hands a finding to the driver.
func (r *Reporter) emit(f Record) {
	category := f.Rule
	if f.Class != "" {
		category += "/" + f.Class
	}
	r.pass.Report(analysis.Diagnostic{
		Pos: f.Pos, End: f.End, Category: category, URL: url(f.Rule),
		Message: f.Message, Related: f.Related, SuggestedFixes: f.Fixes,
	})
}
