package cli

import (
	"bytes"
	"errors"
	"fmt"
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
	prefix, err := git(nil, "rev-parse", "--show-prefix")
	if err != nil {
		return tree{}, err
	}
	top, err := git(nil, "rev-parse", "--show-toplevel")
	if err != nil {
		return tree{}, err
	}
	commit, err := git(nil, "rev-parse", "--quiet", "--verify", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return tree{}, fmt.Errorf("there is no revision %q in this clone; fetch it, or clone with its history (fetch-depth: 0 in GitHub Actions)", rev)
	}
	root, err := os.MkdirTemp("", "loopcheck-")
	if err != nil {
		return tree{}, err
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return tree{}, err
	}
	files := filepath.Join(root, "tree")
	if err := writeFiles(top, commit, files, filepath.Join(root, "index")); err != nil {
		return tree{}, errors.Join(fmt.Errorf("the files of %s: %w", rev, err), os.RemoveAll(root))
	}
	return tree{root, filepath.Join(files, filepath.FromSlash(prefix))}, nil
}

// writeFiles writes the files of a commit to a directory, by an index of its own: git
// archive would leave out what the repository keeps from its archives.
func writeFiles(top, commit, to, index string) error {
	env := []string{"GIT_INDEX_FILE=" + index}
	// What these settings are for is the user's own work tree.
	own := []string{"-C", top, "-c", "core.sparseCheckout=false", "-c", "core.splitIndex=false", "-c", "index.sparse=false"}
	if _, err := git(env, append(own, "read-tree", commit)...); err != nil {
		return err
	}
	_, err := git(env, append(own, "checkout-index", "--quiet", "--all", "--prefix="+filepath.ToSlash(to)+"/")...)
	return err
}

// git runs git in the working directory and returns the line that it prints. Its
// complaint is the error.
func git(env []string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if text, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n"); text != "" {
			return "", fmt.Errorf("git: %s", strings.TrimPrefix(text, "fatal: "))
		}
		return "", fmt.Errorf("git: %w", err)
	}
	return strings.TrimRight(string(out), "\r\n"), nil
}
