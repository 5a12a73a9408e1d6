package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// shop serves pages, and prints every other request to w.
func shop(w io.Writer) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/page/") {
			fmt.Fprintln(w, "the server saw", r.URL.Path)
		}
		fmt.Fprintln(rw, "you asked for", r.URL.Path)
	})
}
