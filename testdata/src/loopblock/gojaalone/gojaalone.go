// Package gojaalone runs scripts without an event loop: nothing waits behind them but their caller.
package gojaalone

import (
	"net/http"
	"time"

	"github.com/dop251/goja"
)

func run(script string) (goja.Value, error) {
	vm := goja.New()
	vm.Set("fetch", func(url string) string {
		resp, err := http.Get(url)
		if err != nil {
			return err.Error()
		}
		defer resp.Body.Close()
		return resp.Status
	})
	vm.Set("sleep", func(call goja.FunctionCall) goja.Value {
		time.Sleep(time.Duration(call.Argument(0).ToInteger()) * time.Millisecond)
		return goja.Undefined()
	})
	return vm.RunString(script)
}
