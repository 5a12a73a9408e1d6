// Command precision runs loopcheck on the repositories of
// testdata/precision/repositories.tsv, at the commits that stand there, and
// says what is new or gone since its findings were judged. What was judged
// stands in testdata/precision/verdicts.tsv.
//
// With -write, it writes the tables of docs/precision.md from the verdicts
// instead, and runs nothing.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
)

const (
	repositoriesFile = "testdata/precision/repositories.tsv"
	verdictsFile     = "testdata/precision/verdicts.tsv"
	pageFile         = "docs/precision.md"
)

func main() {
	tool := flag.String("tool", "bin/loopcheck", "the loopcheck to run")
	clones := flag.String("clones", "", "where the clones are kept, by default in the user's cache directory")
	write := flag.Bool("write", false, "write the tables of "+pageFile)
	flag.Parse()
	run := func() error { return compare(*tool, *clones, flag.Args()) }
	if *write {
		run = rewrite
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "precision:", err)
		os.Exit(1)
	}
}

// rewrite brings the tables of the page up to date.
func rewrite() error {
	list, err := readList()
	if err != nil {
		return err
	}
	page, err := os.ReadFile(pageFile)
	if err != nil {
		return err
	}
	text, err := fill(string(page), list)
	if err != nil {
		return err
	}
	return os.WriteFile(pageFile, []byte(text), 0o666)
}

// compare prints, for each repository that is named, or for all, what loopcheck
// finds there that nobody has judged, and what it no longer finds.
func compare(tool, clones string, names []string) error {
	list, err := readList()
	if err != nil {
		return err
	}
	at, err := newClones(clones)
	if err != nil {
		return err
	}
	var failed, unjudged int
	for _, r := range list.repositories {
		if len(names) > 0 && !slices.Contains(names, r.name) {
			continue
		}
		found, err := at.findings(tool, r)
		if err != nil {
			failed++
			fmt.Printf("%s: %v\n", r.name, err)
			continue
		}
		news, gone := differ(found, list.of(r.name))
		unjudged += len(news)
		fmt.Printf("%s: %d found, %d new, %d gone\n", r.name, len(found), len(news), len(gone))
		for _, f := range news {
			fmt.Printf("  new   %s  %s: %s (%s)\n", f.Fingerprint, f.place(), f.Message, f.Rule)
		}
		for _, v := range gone {
			fmt.Printf("  gone  %s  %s %s: %s\n", v.fingerprint, v.verdict, v.place, v.reason)
		}
	}
	if failed > 0 || unjudged > 0 {
		return fmt.Errorf("%d findings to judge, %d repositories failed", unjudged, failed)
	}
	return nil
}
