package goodbye

import (
	"net/http/httptest"
	"testing"
)

// A test calls the handler in place, as no server does.
func TestHandler(t *testing.T) {
	h := NewHub()
	go h.Handler()(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	h.Stop()
	h.Handler()(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}
