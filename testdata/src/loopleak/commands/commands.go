// Package commands is run for a command line, once: when its functions return, the process ends.
package commands

import (
	"time"

	"github.com/spf13/cobra"
)

var serve = &cobra.Command{Use: "serve", RunE: func(cmd *cobra.Command, args []string) error {
	return run(func() error { return nil })
}}

func run(listen func() error) error {
	failed := make(chan error)
	go func() { failed <- listen() }() // nope: the process ends
	select {
	case err := <-failed:
		return err
	case <-time.After(time.Minute):
		return nil
	}
}

func init() { serve.AddCommand(&cobra.Command{Use: "watch", Run: watch}) }

func watch(cmd *cobra.Command, args []string) {
	for _, dir := range args {
		scan(func() error { return nil }, dir)
	}
}

func scan(walk func() error, dir string) {
	done := make(chan error)
	go func() { done <- walk() }() // want "done <- walk.. blocks for ever if scan returns before it is received"
	select {
	case <-done:
	case <-time.After(time.Minute):
	}
}
