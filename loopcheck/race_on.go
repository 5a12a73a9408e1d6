//go:build race

package loopcheck

const raceEnabled = true
