package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A finding is what "loopcheck -json" prints of one, as far as it is needed here.
type finding struct {
	Kind, Rule, Message, File, Fingerprint string
	Line                                   int
}

func (f finding) place() string { return fmt.Sprintf("%s:%d", f.File, f.Line) }

// clones is the directory with a work tree for each repository, by its name.
type clones struct{ dir string }

func newClones(dir string) (clones, error) {
	if dir != "" {
		abs, err := filepath.Abs(dir)
		return clones{abs}, err
	}
	cache, err := os.UserCacheDir()
	return clones{filepath.Join(cache, "loopcheck", "precision")}, err
}

// findings runs loopcheck on a repository's module. File names are made relative
// to the module.
func (c clones) findings(tool string, r repository) ([]finding, error) {
	root, err := c.checkout(r)
	if err != nil {
		return nil, err
	}
	tool, err = filepath.Abs(tool)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(tool, "-json", "-coverage", "-related=false", "./...")
	cmd.Dir = filepath.Join(root, filepath.FromSlash(r.dir))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	found, packages, err := parse(out)
	if err == nil && packages == 0 {
		err = fmt.Errorf("nothing could be analysed: %s", bytes.TrimSpace(stderr.Bytes()))
	}
	for i, f := range found {
		if rel, err := filepath.Rel(cmd.Dir, f.File); err == nil && filepath.IsAbs(f.File) {
			found[i].File = filepath.ToSlash(rel)
		}
	}
	return found, err
}

// parse reads the findings, and how many packages were looked at, out of a stream of
// JSON objects.
func parse(out []byte) (found []finding, packages int, err error) {
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var object struct {
			finding
			Packages int // of a coverage
		}
		if err := d.Decode(&object); errors.Is(err, io.EOF) {
			return found, packages, nil
		} else if err != nil {
			return nil, 0, err
		}
		switch object.Kind {
		case "finding":
			found = append(found, object.finding)
		case "coverage":
			packages = object.Packages
		}
	}
}

// checkout returns the root of a repository's work tree at its commit, and
// fetches it where it is not there. A tree without .git that somebody has laid
// there is taken as it is.
func (c clones) checkout(r repository) (string, error) {
	root := filepath.Join(c.dir, filepath.FromSlash(r.name))
	if _, err := os.Stat(root); err == nil {
		if _, err := os.Stat(filepath.Join(root, ".git")); err != nil || c.at(root) == r.commit {
			return root, nil
		}
	}
	for _, args := range [][]string{
		{"init", "--quiet", root},
		{"-C", root, "fetch", "--quiet", "--depth=1", "https://github.com/" + r.name, r.commit},
		{"-C", root, "checkout", "--quiet", "--force", "FETCH_HEAD"},
	} {
		if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(out))
		}
	}
	return root, nil
}

// at is the commit that a work tree is at, "" if it has none.
func (c clones) at(root string) string {
	out, _ := exec.Command("git", "-C", root, "rev-parse", "HEAD").Output()
	return string(bytes.TrimSpace(out))
}
