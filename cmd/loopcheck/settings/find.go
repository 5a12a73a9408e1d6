package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// FileName is the name of the file with a project's settings.
const FileName = "loopcheck.yaml"

// Find returns the path of the settings for whoever works in a directory: the file in
// the root of the module, or of the workspace, or in a directory above it. It is empty
// if there is none.
func Find(dir string) (string, error) {
	return above(dir, func(d string) (string, error) { return file(filepath.Join(d, FileName)) })
}

// Locate returns the path of a file that is named relative to the root of the module
// or to a directory above it, for drivers that do not work where the user stands.
func Locate(dir, name string) (string, error) {
	if filepath.IsAbs(name) {
		return name, nil
	}
	path, err := above(dir, func(d string) (string, error) { return file(filepath.Join(d, name)) })
	if err == nil && path == "" {
		err = fmt.Errorf("%s: there is no such file in the module's root or above it", name)
	}
	return path, err
}

// Watched returns the files that settings and known findings may be in, for drivers
// that cache: loopcheck.yaml, loopcheck.txt, loopcheck.ANYTHING.txt and the like, in the
// root of the module and above it. Reports have other names, and change with each run.
func Watched(dir string) ([]string, error) {
	var all []string
	_, err := above(dir, func(d string) (string, error) {
		entries, err := os.ReadDir(d)
		if errors.Is(err, fs.ErrPermission) {
			return "", nil // nobody's settings are there
		}
		for _, e := range entries {
			if isWatched(e.Name()) && !e.IsDir() {
				all = append(all, filepath.Join(d, e.Name()))
			}
		}
		return "", err
	})
	return all, err
}

func isWatched(name string) bool {
	ext := filepath.Ext(name)
	return strings.HasPrefix(name, "loopcheck.") && (ext == ".yaml" || ext == ".txt")
}

// CheckWatched reports a file that is not among those.
func CheckWatched(dir, path string) error {
	all, err := Watched(dir)
	if err != nil || slices.Contains(all, path) {
		return err
	}
	return fmt.Errorf("%s: go vet would not notice when this file changes; put it into the module's root, or above it, and call it loopcheck.yaml, loopcheck.txt or loopcheck.ANYTHING.txt", path)
}

// above asks the root of a directory's module, and the directories above it up to the
// top of the repository, until one has an answer.
func above(dir string, ask func(string) (string, error)) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for dir = root(dir); ; {
		path, err := ask(dir)
		if path != "" || err != nil {
			return path, err
		}
		up := filepath.Dir(dir)
		if up == dir || has(dir, ".git") {
			return "", nil
		}
		dir = up
	}
}

// root is the root of a directory's workspace, or else of its module, or else the
// directory itself. The go command runs vet tools elsewhere in the same module, or in
// another one of the workspace: all of them have to find the same.
func root(dir string) string {
	module := ""
	for d := dir; ; {
		if has(d, "go.work") && os.Getenv("GOWORK") != "off" {
			return d
		}
		if module == "" && has(d, "go.mod") {
			module = d
		}
		up := filepath.Dir(d)
		if up == d {
			break
		}
		d = up
	}
	if module == "" {
		return dir
	}
	return module
}

func has(dir, name string) bool {
	_, err := os.Lstat(filepath.Join(dir, name))
	return err == nil
}

// file returns a path if there is a file.
func file(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && isLink(path):
		return "", fmt.Errorf("%s is a link to a file that does not exist", path)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return "", nil
	case err != nil:
		return "", err
	case info.IsDir():
		return "", fmt.Errorf("%s is a directory", path)
	}
	return path, nil
}

func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// Read reads a file. An error names the place in it.
func Read(path string) (*Settings, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	return Parse(path, text, dir)
}
