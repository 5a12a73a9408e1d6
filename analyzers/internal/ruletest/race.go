//go:build race

package ruletest

const race = true
