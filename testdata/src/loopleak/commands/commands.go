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

// wrapped makes a command of a function, and repeated of one that runs until it works.
func wrapped(f func(args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error { return f(args) }
}

func repeated(f func(args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		for {
			if err := f(args); err == nil {
				return nil
			}
			time.Sleep(time.Second)
		}
	}
}

func init() {
	serve.AddCommand(&cobra.Command{Use: "start", RunE: wrapped(start)}, &cobra.Command{Use: "retry", RunE: repeated(retry)})
}

func start(args []string) error {
	failed := make(chan error)
	go func() { failed <- ping() }() // nope: the process ends
	select {
	case err := <-failed:
		return err
	case <-time.After(time.Minute):
		return nil
	}
}

func retry(args []string) error {
	failed := make(chan error)
	go func() { failed <- ping() }() // want "failed <- ping.. blocks for ever if retry returns before it is received"
	select {
	case err := <-failed:
		return err
	case <-time.After(time.Minute):
		return nil
	}
}

func ping() error { return nil }
