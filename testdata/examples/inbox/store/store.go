// Package store keeps mail in a directory, a file a message.
package store

import (
	"bufio"
	"errors"
	"io"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
)

// A Mail is a message without its body.
type Mail struct {
	ID      string
	From    string
	Subject string
}

// A Store is a directory with a folder for each mailbox.
type Store struct{ dir string }

// New returns the store in dir.
func New(dir string) *Store { return &Store{dir: dir} }

// List returns the mail of a folder.
func (s *Store) List(folder string) ([]Mail, error) {
	entries, err := os.ReadDir(filepath.Join(s.dir, folder))
	if err != nil {
		return nil, err
	}
	var list []Mail
	for _, e := range entries {
		m, err := s.parse(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		list = append(list, Mail{
			ID:      filepath.Join(folder, e.Name()),
			From:    m.Header.Get("From"),
			Subject: m.Header.Get("Subject"),
		})
	}
	return list, nil
}

// Body returns the text of a message, whichever folder it is in by now.
func (s *Store) Body(id string) (string, error) {
	found, err := filepath.Glob(filepath.Join(s.dir, "*", filepath.Base(id)))
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", errors.New(id + ": no such message")
	}
	folder := filepath.Base(filepath.Dir(found[0]))
	m, err := s.parse(filepath.Join(folder, filepath.Base(id)))
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(m.Body)
	return string(body), err
}

// Move files a message in another folder.
func (s *Store) Move(id, folder string) error {
	target := filepath.Join(s.dir, folder, filepath.Base(id))
	return os.Rename(filepath.Join(s.dir, id), target)
}

func (s *Store) parse(id string) (*mail.Message, error) {
	raw, err := os.ReadFile(filepath.Join(s.dir, id))
	if err != nil {
		return nil, err
	}
	if len(raw) == 0 {
		return nil, errors.New(id + ": empty message")
	}
	return mail.ReadMessage(bufio.NewReader(strings.NewReader(string(raw))))
}
