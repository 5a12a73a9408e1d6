package lockasked

import (
	"context"
	"sync"
)

type renewing struct{}

// A session asks what the context carries before it locks: who renews it has the lock.
type session struct {
	mu    sync.RWMutex
	token string
}

func (s *session) isStale(ctx context.Context, token string) bool {
	if ctx.Value(renewing{}) != nil {
		return false
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.token != token
}

func (s *session) send(ctx context.Context) error {
	if s.isStale(ctx, "") {
		return nil
	}
	return ctx.Err()
}

func (s *session) Renew(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.send(context.WithValue(ctx, renewing{}, true))
	s.token = "new"
	return err
}

func (s *session) Get(ctx context.Context) error { return s.send(ctx) }

// A lease asks the context for something else, when it has the lock.
type lease struct {
	mu    sync.RWMutex
	token string
}

func (l *lease) isStale(ctx context.Context, token string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if ctx.Value(renewing{}) != nil {
		return false
	}
	return l.token != token
}

func (l *lease) Renew(ctx context.Context) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.isStale(ctx, "") { // want `l.isStale waits for l.mu, and lease.Renew holds it: deadlock`
		l.token = "new"
	}
}
