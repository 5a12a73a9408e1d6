// Package client asks a server: all but one of its calls by one function.
package client

import "net/http"

// A Client speaks to one server.
type Client struct{ url string }

// List asks for all there is.
func (c Client) List() error { return c.get("/") }

// Show asks for one.
func (c Client) Show(name string) error { return c.get("/" + name) }

// Delete goes its own way.
func (c Client) Delete(name string) error {
	req, err := http.NewRequest(http.MethodDelete, c.url+"/"+name, nil)
	if err != nil {
		return err
	}
	_, err = http.DefaultClient.Do(req)
	return err
}

func (c Client) get(path string) error {
	_, err := http.Get(c.url + path)
	return err
}
