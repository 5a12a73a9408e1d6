package cli

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A tree is a revision's files in a temporary directory, and in it the directory
// that the working directory is in the repository.
type tree struct{ root, dir string }

// checkout writes the files of a revision to a temporary directory. It leaves the
// repository as it is: a work tree of git's own would be noted there.
func checkout(rev string) (t tree, err error) {
	prefix, err := git("rev-parse", "--show-prefix")
	if err != nil {
		return tree{}, err
	}
	top, err := git("rev-parse", "--show-toplevel")
	if err != nil {
		return tree{}, err
	}
	commit, err := git("rev-parse", "--verify", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return tree{}, err
	}
	root, err := os.MkdirTemp("", "loopcheck-")
	if err != nil {
		return tree{}, err
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return tree{}, err
	}
	if err := extract(strings.TrimSpace(top), strings.TrimSpace(commit), root); err != nil {
		return tree{}, errors.Join(fmt.Errorf("the files of %s: %w", rev, err), os.RemoveAll(root))
	}
	return tree{root, filepath.Join(root, filepath.FromSlash(strings.TrimSpace(prefix)))}, nil
}

// git runs git in the working directory and returns what it prints. Its complaint is
// the error.
func git(args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if text, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n"); text != "" {
			return "", fmt.Errorf("git: %s", strings.TrimPrefix(text, "fatal: "))
		}
		return "", fmt.Errorf("git: %w", err)
	}
	return string(out), nil
}

// extract writes the files of a commit to a directory.
func extract(top, commit, to string) error {
	cmd := exec.Command("git", "-C", top, "archive", "--format=tar", commit)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = untar(out, to)
	_, drained := io.Copy(io.Discard, out)
	return errors.Join(err, drained, cmd.Wait())
}

// untar writes an archive's directories, files and links.
func untar(r io.Reader, to string) error {
	root, err := os.OpenRoot(to)
	if err != nil {
		return err
	}
	defer root.Close()
	files := tar.NewReader(r)
	for {
		h, err := files.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := writeEntry(root, h, files); err != nil {
			return err
		}
	}
}

func writeEntry(root *os.Root, h *tar.Header, content io.Reader) error {
	switch h.Typeflag {
	case tar.TypeDir:
		return root.MkdirAll(strings.TrimSuffix(h.Name, "/"), 0o777)
	case tar.TypeSymlink:
		return root.Symlink(h.Linkname, h.Name)
	case tar.TypeReg:
		f, err := root.OpenFile(h.Name, os.O_CREATE|os.O_WRONLY, 0o666)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, content)
		return errors.Join(err, f.Close())
	}
	return nil // the archive's own comment
}
