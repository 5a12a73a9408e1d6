// Package settings keeps a profile and a connection.
package settings

import (
	"net"
	"os/exec"
	"sync"
)

// A Profile is what is set.
type Profile struct{ Name string }

// Settings have a profile once they are loaded, and a connection once somebody asks for it.
type Settings struct {
	mu     sync.RWMutex
	active *Profile
	conn   net.Conn
}

// Active is the profile that is loaded.
func (s *Settings) Active() (*Profile, error) {
	if p := s.profile(); p != nil && p.Name != "" {
		return p, nil
	}
	return s.Activate("default")
}

// Activate loads a profile.
func (s *Settings) Activate(name string) (*Profile, error) {
	err := exec.Command("load", name).Run()
	s.set(&Profile{name})
	return s.active, err
}

// Load activates what the program starts with.
func (s *Settings) Load() error {
	_, err := s.Activate("")
	return err
}

// Reset forgets the profile.
func (s *Settings) Reset() { s.set(nil) }

func (s *Settings) profile() *Profile {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.active
}

func (s *Settings) set(p *Profile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active = p
}

// Conn connects for who asks first.
func (s *Settings) Conn() (net.Conn, error) {
	if s.conn != nil {
		return s.conn, nil
	}
	var err error
	s.conn, err = net.Dial("tcp", "localhost:1")
	return s.conn, err
}

// Close forgets the connection.
func (s *Settings) Close() { s.conn = nil }
