package testvariant

import "os"

// Slow is there for the tests only.
func Slow(path string) error {
	_, err := os.ReadFile(path)
	return err
}
