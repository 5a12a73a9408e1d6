package main

import (
	"bufio"
	"strings"
	"testing"
)

func TestTell(t *testing.T) {
	tests := []struct {
		name, day, want, err string
	}{
		{"no readings", "", "0 readings, the warmest 0.0\n", ""},
		{"fewer than the bridge holds", "17.5\n18.5\n", "2 readings, the warmest 18.5\n", ""},
		{"more than the bridge holds", strings.Repeat("17.5\n", 1000), "1000 readings, the warmest 17.5\n", ""},
		{"an error after some", "17.5\nbattery low\n18.5\n", "1 readings, the warmest 17.5\n",
			`the thermometer says "battery low", want degrees`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			err := tell(&out, bufio.NewScanner(strings.NewReader(tt.day)))
			if out.String() != tt.want {
				t.Errorf("printed %q, want %q", out.String(), tt.want)
			}
			switch {
			case err == nil && tt.err != "":
				t.Errorf("no error, want %q", tt.err)
			case err != nil && err.Error() != tt.err:
				t.Errorf("error %q, want %q", err, tt.err)
			}
		})
	}
}
