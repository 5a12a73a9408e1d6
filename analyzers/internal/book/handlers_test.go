package book

import (
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// isStubbed reports whether a framework is one of those whose stubs are in the tests: no
// module of the corpus needs its code.
func isStubbed(f contract.Framework) bool {
	return len(f.Modules) > 0 && strings.Contains(ruletest.Handlers, "-- "+f.Modules[0].Path+"/")
}

// TestHandlers: each row of those frameworks names something in their stubs.
func TestHandlers(t *testing.T) {
	p := ruletest.Load(t, ruletest.Handlers, `
-- example.com/all/all.go --
package all

import (
	_ "github.com/IBM/sarama"
	_ "github.com/Shopify/sarama"
	_ "github.com/bwmarrin/discordgo"
	_ "github.com/chromedp/cdproto/fetch"
	_ "github.com/chromedp/chromedp"
	_ "github.com/coder/websocket"
	_ "github.com/fsnotify/fsnotify"
	_ "github.com/gin-gonic/gin"
	_ "github.com/gliderlabs/ssh"
	_ "github.com/gorilla/mux"
	_ "github.com/gorilla/websocket"
	_ "github.com/hajimehoshi/ebiten/v2"
	_ "github.com/hashicorp/memberlist"
	_ "github.com/hashicorp/raft"
	_ "github.com/hibiken/asynq"
	_ "github.com/julienschmidt/httprouter"
	_ "github.com/labstack/echo/v4"
	_ "github.com/miekg/dns"
	_ "github.com/nats-io/nats.go"
	_ "github.com/nats-io/nats.go/jetstream"
	_ "github.com/nats-io/stan.go"
	_ "github.com/nsqio/go-nsq"
	_ "github.com/pion/webrtc/v4"
	_ "github.com/robfig/cron/v3"
	_ "github.com/valyala/fasthttp"
	_ "go.k6.io/k6/js/modules"
	_ "golang.org/x/crypto/ssh"
	_ "golang.org/x/net/websocket"
	_ "google.golang.org/grpc"
	_ "google.golang.org/grpc/health"
	_ "k8s.io/client-go/dynamic/dynamicinformer"
	_ "k8s.io/client-go/informers"
	_ "k8s.io/client-go/metadata/metadatainformer"
	_ "k8s.io/client-go/tools/cache"
)
`)
	pkg := p.Packages[len(p.Packages)-1].Types
	tried := 0
	rows(func(place string, _ contract.Evidence, alone contract.Framework) {
		if !isStubbed(alone) || isClient(alone) {
			return
		}
		tried++
		b := newBinder(blank(), pkg)
		b.framework(&alone)
		for _, m := range b.missing {
			t.Errorf("%s names %s, which is not there", place, m)
		}
		if bound(b.book) == 0 {
			t.Errorf("%s binds to nothing", place)
		}
	})
	if tried == 0 {
		t.Error("no framework has stubs")
	}
}
