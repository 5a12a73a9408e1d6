package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write what the command prints to the files that it is compared with")

// TestMap compares the picture of two examples, in each of its forms, with what is in
// testdata/map. A second run of one, on one processor, makes the same of it.
func TestMap(t *testing.T) {
	for _, program := range []string{"hub", "dashboard"} {
		for _, format := range []string{"text", "json", "mermaid", "dot"} {
			t.Run(program+"/"+format, func(t *testing.T) {
				run := func(env ...string) string {
					cmd := command(t, filepath.Join("..", "..", "testdata"), "map", "-format", format, "./examples/"+program)
					cmd.Env = append(cmd.Env, env...)
					out, err := cmd.Output()
					if err != nil {
						t.Fatalf("%v\n%s", err, out)
					}
					return string(out)
				}
				got := run()
				if format == "json" && program == "hub" && got != run("GOMAXPROCS=1") { // the others are made of the same
					t.Error("another run prints something else")
				}
				file := filepath.Join("..", "..", "testdata", "map", program+"."+format)
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if got != string(want) {
					t.Errorf("%s is\n%s\nand not\n%s\nif that is right, run the test with -update", program, got, want)
				}
			})
		}
	}
}
