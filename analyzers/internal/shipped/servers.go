package shipped

import "github.com/loopcheck/loopcheck/analyzers/internal/contract"

// servers call handlers on goroutines of requests, connections or messages.
func servers() []contract.Framework {
	server := func(name, module, version string, handlers ...contract.Runs) contract.Framework {
		return contract.Framework{Name: name, Modules: []contract.Module{{Path: module, Version: version}}, Runs: handlers}
	}
	return append(consumers(),
		server("gin", ginModule, "v1.12.0", off(contract.FuncType(ginModule, "HandlerFunc"), eachConn, "gin.go:51")),
		server("echo", echoModule, "v4.13.3", off(contract.FuncType(echoModule, "HandlerFunc"), eachConn, "echo.go:128")),
		server("mux", muxModule, "v1.8.1",
			off(contract.Param(muxModule, "Router", "HandleFunc", 1), eachConn, "mux.go:300"),
			off(contract.Param(muxModule, "Route", "HandlerFunc", 0), eachConn, "route.go:136")),
		server("httprouter", httprouter, "v1.3.0", off(contract.FuncType(httprouter, "Handle"), eachConn, "router.go:88")),
		server("fasthttp", fasthttp, "v1.78.0", off(contract.FuncType(fasthttp, "RequestHandler"), eachConn, "server.go:143")),
		server("xwebsocket", xnet, "v0.62.0", off(contract.FuncType(xnet+"/websocket", "Handler"), eachConn, "websocket/server.go:99")),
		server("dns", dns, "v1.1.73",
			off(contract.Implements(dns, "Handler", "ServeDNS"), eachQuery, "server.go:554"),
			off(contract.FuncType(dns, "HandlerFunc"), eachQuery, "server.go:554"),
			off(contract.Param(dns, "ServeMux", "HandleFunc", 1), eachQuery, "server.go:554"),
			off(contract.Param(dns, "", "HandleFunc", 1), eachQuery, "server.go:554")),
		contract.Framework{
			Name:    "ssh-server",
			Modules: []contract.Module{{Path: sshServer, Version: "v0.3.8"}},
			Forks:   []contract.Fork{{Path: "github.com/charmbracelet/ssh", Of: sshServer}},
			Runs:    []contract.Runs{off(contract.FuncType(sshServer, "Handler"), "each session has a goroutine", "ssh.go:36")},
		},
	)
}

const (
	ginModule  = "github.com/gin-gonic/gin"
	echoModule = "github.com/labstack/echo/v4"
	muxModule  = "github.com/gorilla/mux"
	httprouter = "github.com/julienschmidt/httprouter"
	fasthttp   = "github.com/valyala/fasthttp"
	xnet       = "golang.org/x/net"
	dns        = "github.com/miekg/dns"
	sshServer  = "github.com/gliderlabs/ssh"

	eachConn  = "each connection has a goroutine"
	eachQuery = "each query has a goroutine"
)

// consumers call handlers on goroutines of their own for what comes from a broker, a peer
// or a clock.
func consumers() []contract.Framework {
	consumer := func(name, module, version string, handlers ...contract.Runs) contract.Framework {
		return contract.Framework{Name: name, Modules: []contract.Module{{Path: module, Version: version}}, Runs: handlers}
	}
	const (
		nats      = "github.com/nats-io/nats.go"
		nsq       = "github.com/nsqio/go-nsq"
		asynq     = "github.com/hibiken/asynq"
		cron      = "github.com/robfig/cron/v3"
		discordgo = "github.com/bwmarrin/discordgo"
		webrtc    = "github.com/pion/webrtc/v4"
	)
	return []contract.Framework{
		consumer("nats", nats, "v1.55.0", off(contract.FuncType(nats, "MsgHandler"), "each subscription has a goroutine", "nats.go:5251")),
		consumer("nsq", nsq, "v1.1.0", off(contract.Implements(nsq, "Handler", "HandleMessage"), "the consumer has goroutines for it", "consumer.go:1128"),
			off(contract.FuncType(nsq, "HandlerFunc"), "the consumer has goroutines for it", "consumer.go:1128")),
		consumer("asynq", asynq, "v0.26.0", off(contract.Implements(asynq, "Handler", "ProcessTask"), "each task has a goroutine", "processor.go:222"),
			off(contract.FuncType(asynq, "HandlerFunc"), "each task has a goroutine", "processor.go:222")),
		consumer("cron", cron, "v3.0.1", off(contract.Implements(cron, "Job", "Run"), "each run has a goroutine", "cron.go:310"),
			off(contract.Param(cron, "Cron", "AddFunc", 1), "each run has a goroutine", "cron.go:310")),
		consumer("discordgo", discordgo, "v0.29.0", off(contract.Param(discordgo, "Session", "AddHandler*", 0), "each event has a goroutine", "event.go:171")),
		consumer("webrtc", webrtc, "v4.2.18", off(contract.Param(webrtc, "PeerConnection", "On*", 0), "runs it in a goroutine of its own", "peerconnection.go:515"),
			off(contract.Param(webrtc, "DataChannel", "On*", 0), "runs it in a goroutine of its own", "datachannel.go:377")),
	}
}
