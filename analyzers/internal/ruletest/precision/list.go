package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// A repository is a public one, at a commit.
type repository struct {
	name   string // owner/name on GitHub
	commit string
	dir    string // of the module, within the repository
}

// A verdict is what somebody says of a finding who has read the source as that
// program's maintainer would.
type verdict struct {
	repository  string
	verdict     string // one of the grades
	rule        string
	category    string
	framework   string // "hand-written" where no contract knows the loop
	place       string // file:line, the file within the module
	fingerprint string
	reason      string
	mended      string // what was mended, so that it is no longer found; "" for what is
}

// The grades of a finding, the best first.
var grades = []string{
	"T", // true: whoever has the issue would fix it
	"M", // minor: right, the effect small; some take a patch
	"H", // harmless: right, and nobody would care
	"F", // false: the statement is wrong, or its path cannot happen
}

type list struct {
	repositories []repository
	verdicts     []verdict
}

func (l list) of(repository string) []verdict {
	var of []verdict
	for _, v := range l.verdicts {
		if v.repository == repository {
			of = append(of, v)
		}
	}
	return of
}

// found is what loopcheck still finds.
func (l list) found() []verdict {
	return slices.DeleteFunc(slices.Clone(l.verdicts), func(v verdict) bool { return v.mended != "" })
}

func readList() (list, error) {
	repositories, err := readTable(repositoriesFile, 3)
	if err != nil {
		return list{}, err
	}
	verdicts, err := readTable(verdictsFile, 9)
	if err != nil {
		return list{}, err
	}
	var l list
	for _, f := range repositories {
		l.repositories = append(l.repositories, repository{f[0], f[1], f[2]})
	}
	for i, f := range verdicts {
		if !slices.Contains(grades, f[1]) {
			return list{}, fmt.Errorf("%s:%d: %q is no verdict: use %s", verdictsFile, i+1, f[1], strings.Join(grades, ", "))
		}
		if !slices.ContainsFunc(l.repositories, func(r repository) bool { return r.name == f[0] }) {
			return list{}, fmt.Errorf("%s:%d: %s does not stand in %s", verdictsFile, i+1, f[0], repositoriesFile)
		}
		l.verdicts = append(l.verdicts, verdict{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8]})
	}
	return l, nil
}

// readTable reads lines of n fields with tabs between them.
func readTable(file string, n int) ([][]string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != n {
			return nil, fmt.Errorf("%s:%d: %d fields, want %d", file, len(rows)+1, len(fields), n)
		}
		rows = append(rows, fields)
	}
	return rows, nil
}

// differ pairs findings and verdicts by place, or else by fingerprint, which a
// finding keeps where its place moves, and returns what is left. What was mended
// is news again if it is found.
func differ(found []finding, judged []verdict) (news []finding, gone []verdict) {
	for _, v := range judged {
		if v.mended == "" {
			gone = append(gone, v)
		}
	}
	news = slices.Clone(found)
	for _, same := range []func(finding, verdict) bool{
		func(f finding, v verdict) bool { return f.Rule == v.rule && f.place() == v.place },
		func(f finding, v verdict) bool { return f.Fingerprint == v.fingerprint },
	} {
		news = slices.DeleteFunc(news, func(f finding) bool {
			i := slices.IndexFunc(gone, func(v verdict) bool { return same(f, v) })
			if i >= 0 {
				gone = slices.Delete(gone, i, i+1)
			}
			return i >= 0
		})
	}
	return news, gone
}
