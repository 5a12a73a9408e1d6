package loopcheck

import "testing"

func TestIsFunc(t *testing.T) {
	const load = "example.com/app/store.(*DB).Load"
	tests := []struct {
		function, name string
		want           bool
	}{
		{load, load, true},
		{load, "(*DB).Load", true},
		{load, "store.(*DB).Load", true},
		{load, "Load", true},
		{load + ".func1", load, true},
		{load + "[...]", load, true},
		{load + "All", load, false},
		{load, "oad", false},
		{load, "DB", false},
		{load, "", false},
		{"", load, false},
	}
	for _, test := range tests {
		if got := isFunc(test.function, test.name); got != test.want {
			t.Errorf("isFunc(%q, %q) = %v", test.function, test.name, got)
		}
	}
}
