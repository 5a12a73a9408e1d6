package shipped

import "github.com/loopcheck/loopcheck/analyzers/internal/contract"

// Routers call handlers on the goroutine of the request's connection, as net/http does.
func routers() []contract.Framework {
	const why = "each connection has a goroutine"
	router := func(name, module, version string, handlers ...contract.Runs) contract.Framework {
		return contract.Framework{Name: name, Modules: []contract.Module{{Path: module, Version: version}}, Runs: handlers}
	}
	const gin, echo, mux = "github.com/gin-gonic/gin", "github.com/labstack/echo/v4", "github.com/gorilla/mux"
	return []contract.Framework{
		router("gin", gin, "v1.12.0", off(contract.FuncType(gin, "HandlerFunc"), why, "gin.go:51")),
		router("echo", echo, "v4.13.3", off(contract.FuncType(echo, "HandlerFunc"), why, "echo.go:128")),
		router("mux", mux, "v1.8.1",
			off(contract.Param(mux, "Router", "HandleFunc", 1), why, "mux.go:300"),
			off(contract.Param(mux, "Route", "HandlerFunc", 0), why, "route.go:136")),
	}
}
