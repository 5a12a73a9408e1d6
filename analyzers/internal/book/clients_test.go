package book

import (
	"go/ast"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// clientStubs have, of each client, a method of each form that a row means, and
// one beside it that only looks like one.
const clientStubs = `
-- github.com/aws/aws-sdk-go-v2/service/s3/s3.go --
package s3
import ("context"; "time")
type Client struct{}
type GetObjectInput struct{}
type GetObjectOutput struct{}
type Options struct{}
func (c *Client) GetObject(ctx context.Context, in *GetObjectInput, opts ...func(*Options)) (*GetObjectOutput, error) { return nil, nil }
func (c *Client) Options() Options { return Options{} }
type PresignClient struct{}
func (c *PresignClient) PresignGetObject(ctx context.Context, in *GetObjectInput, opts ...func(*Options)) (*GetObjectOutput, error) { return nil, nil }
type ListBucketsPaginator struct{}
func (p *ListBucketsPaginator) NextPage(ctx context.Context, opts ...func(*Options)) (*GetObjectOutput, error) { return nil, nil }
func (p *ListBucketsPaginator) HasMorePages() bool { return false }
type BucketExistsWaiter struct{}
func (w *BucketExistsWaiter) Wait(ctx context.Context, in *GetObjectInput, max time.Duration) error { return nil }
-- github.com/docker/docker/client/client.go --
package client
import "context"
type Client struct{}
func (c *Client) ContainerStop(ctx context.Context, id string) error { return nil }
func (c *Client) DaemonHost() string { return "" }
type APIClient interface{ ContainerAPIClient }
type ContainerAPIClient interface { ContainerStop(ctx context.Context, id string) error }
-- github.com/moby/moby/client/client.go --
package client
import "context"
type Client struct{}
func (c *Client) Ping(ctx context.Context) (string, error) { return "", nil }
-- k8s.io/apimachinery/pkg/apis/meta/v1/v1.go --
package v1
type ListOptions struct{}
type PatchOptions struct{}
-- k8s.io/client-go/kubernetes/typed/core/v1/v1.go --
package v1
import ("context"; metav1 "k8s.io/apimachinery/pkg/apis/meta/v1")
type PodInterface interface {
	List(ctx context.Context, opts metav1.ListOptions) ([]string, error)
	Patch(ctx context.Context, name string, opts metav1.PatchOptions, subresources ...string) (string, error)
}
type PodsGetter interface{ Pods(namespace string) PodInterface }
-- k8s.io/client-go/kubernetes/typed/core/v1/fake/fake.go --
package fake
import ("context"; metav1 "k8s.io/apimachinery/pkg/apis/meta/v1")
type FakePods struct{}
func (f *FakePods) List(ctx context.Context, opts metav1.ListOptions) ([]string, error) { return nil, nil }
-- k8s.io/client-go/dynamic/dynamic.go --
package dynamic
import ("context"; metav1 "k8s.io/apimachinery/pkg/apis/meta/v1")
type ResourceInterface interface { List(ctx context.Context, opts metav1.ListOptions) ([]string, error) }
-- k8s.io/client-go/rest/rest.go --
package rest
import "context"
type Result struct{}
type Request struct{}
func (r *Request) Verb(v string) *Request { return r }
func (r *Request) Do(ctx context.Context) Result { return Result{} }
func (r *Request) DoRaw(ctx context.Context) ([]byte, error) { return nil, nil }
-- sigs.k8s.io/controller-runtime/pkg/client/client.go --
package client
import "context"
type Object interface{}
type Reader interface { Get(ctx context.Context, key string, obj Object) error }
type Writer interface { Create(ctx context.Context, obj Object) error }
type SubResourceWriter interface { Update(ctx context.Context, obj Object) error }
type Client interface { Reader; Writer; Status() SubResourceWriter }
-- google.golang.org/grpc/grpc.go --
package grpc
import "context"
type CallOption interface{}
type ClientStream interface{}
type ClientConn struct{}
func (c *ClientConn) Invoke(ctx context.Context, method string, args, reply any, opts ...CallOption) error { return nil }
func (c *ClientConn) WaitForStateChange(ctx context.Context, s int) bool { return false }
type ClientConnInterface interface { NewStream(ctx context.Context, method string, opts ...CallOption) (ClientStream, error) }
-- example.com/pb/pb.go --
package pb
import ("context"; "google.golang.org/grpc")
type GreeterClient interface { Hello(ctx context.Context, in string, opts ...grpc.CallOption) (string, error) }
type GreeterServer interface { Hello(ctx context.Context, in string) (string, error) }
-- github.com/elastic/go-elasticsearch/v8/esapi/esapi.go --
package esapi
import "context"
type Response struct{}
type Transport interface{}
type SearchRequest struct{}
func (r SearchRequest) Do(ctx context.Context, t Transport) (*Response, error) { return nil, nil }
type Search func(o ...func(*SearchRequest)) (*Response, error)
func (f Search) WithContext(ctx context.Context) func(*SearchRequest) { return nil }
type API struct{ Search Search }
-- github.com/elastic/go-elasticsearch/v8/typedapi/core/search/search.go --
package search
import "context"
type Search struct{}
func (s *Search) Index(name string) *Search { return s }
func (s Search) Do(ctx context.Context) (string, error) { return "", nil }
-- github.com/olivere/elastic/v7/elastic.go --
package elastic
import "context"
type SearchService struct{}
func (s *SearchService) Index(name ...string) *SearchService { return s }
func (s *SearchService) Do(ctx context.Context) (string, error) { return "", nil }
-- gorm.io/gorm/gorm.go --
package gorm
import "context"
type DB struct{ Error error }
func (db *DB) Where(q any, args ...any) *DB { return db }
func (db *DB) Find(dest any, conds ...any) *DB { return db }
func (db *DB) UpdateColumn(column string, value any) *DB { return db }
func (db *DB) Transaction(f func(tx *DB) error) error { return nil }
func (db *DB) Association(column string) *Association { return nil }
type Association struct{}
func (a *Association) Append(values ...any) error { return nil }
type Interface[T any] interface { Where(q any) Interface[T]; Find(ctx context.Context) ([]T, error) }
-- go.mongodb.org/mongo-driver/v2/mongo/mongo.go --
package mongo
import "context"
type Client struct{}
func (c *Client) Ping(ctx context.Context) error { return nil }
func (c *Client) UseSession(ctx context.Context, f func(context.Context) error) error { return nil }
type Collection struct{}
type Cursor struct{}
type SingleResult struct{}
func (c *Collection) Find(ctx context.Context, filter any) (*Cursor, error) { return nil, nil }
func (c *Collection) FindOne(ctx context.Context, filter any) *SingleResult { return nil }
func (c *Collection) Name() string { return "" }
func (c *Cursor) Next(ctx context.Context) bool { return false }
func (c *Cursor) Decode(v any) error { return nil }
-- github.com/jackc/pgx/v5/pgx.go --
package pgx
import "context"
type Conn struct{}
type Row interface { Scan(dest ...any) error }
func Connect(ctx context.Context, s string) (*Conn, error) { return nil, nil }
func ParseConfig(s string) (*Conn, error) { return nil, nil }
func (c *Conn) Exec(ctx context.Context, sql string, args ...any) (string, error) { return "", nil }
func (c *Conn) QueryRow(ctx context.Context, sql string, args ...any) Row { return nil }
-- github.com/jackc/pgx/v5/pgxpool/pool.go --
package pgxpool
import "context"
type Pool struct{}
func New(ctx context.Context, s string) (*Pool, error) { return nil, nil }
func (p *Pool) Exec(ctx context.Context, sql string, args ...any) (string, error) { return "", nil }
-- github.com/redis/go-redis/v9/redis.go --
package redis
import "context"
type Cmder interface{}
type Cmd struct{}
type StringCmd struct{}
func (c *StringCmd) Result() (string, error) { return "", nil }
type cmdable func(ctx context.Context, cmd Cmder) error
func (c cmdable) Get(ctx context.Context, key string) *StringCmd { return nil }
type Client struct{ cmdable }
func (c *Client) Do(ctx context.Context, args ...any) *Cmd { return nil }
func (c *Client) Process(ctx context.Context, cmd Cmder) error { return nil }
func (c *Client) Subscribe(ctx context.Context, channels ...string) *PubSub { return nil }
type PubSub struct{}
func (p *PubSub) ReceiveMessage(ctx context.Context) (string, error) { return "", nil }
type Cmdable interface { Get(ctx context.Context, key string) *StringCmd }
type Pipeliner interface { Cmdable; Exec(ctx context.Context) ([]Cmder, error) }
`

const clientUses = `
-- example.com/a/a.go --
package a
import (
	"context"
	"example.com/pb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	old "github.com/docker/docker/client"
	"github.com/elastic/go-elasticsearch/v8/esapi"
	"github.com/elastic/go-elasticsearch/v8/typedapi/core/search"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	moby "github.com/moby/moby/client"
	"github.com/olivere/elastic/v7"
	"github.com/redis/go-redis/v9"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"google.golang.org/grpc"
	"gorm.io/gorm"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/dynamic"
	corev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/kubernetes/typed/core/v1/fake"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
)
// The program's own interface of a client.
type bucketAPI interface { GetObject(ctx context.Context, in *s3.GetObjectInput, opts ...func(*s3.Options)) (*s3.GetObjectOutput, error) }
var ctx context.Context
func waits(c *s3.Client, pages *s3.ListBucketsPaginator, w *s3.BucketExistsWaiter, o *old.Client, api old.APIClient, m *moby.Client,
	pods corev1.PodInterface, dyn dynamic.ResourceInterface, req *rest.Request, k client.Client, cc *grpc.ClientConn, cci grpc.ClientConnInterface,
	greeter pb.GreeterClient, es esapi.API, sr esapi.SearchRequest, s *search.Search, other *elastic.SearchService,
	db *gorm.DB, as *gorm.Association, gen gorm.Interface[int], mc *mongo.Client, coll *mongo.Collection, cur *mongo.Cursor,
	conn *pgx.Conn, pool *pgxpool.Pool, r *redis.Client, sub *redis.PubSub, pipe redis.Pipeliner) {
	c.GetObject(ctx, nil)
	pages.NextPage(ctx)
	w.Wait(ctx, nil, 0)
	o.ContainerStop(ctx, "")
	api.ContainerStop(ctx, "")
	m.Ping(ctx)
	pods.List(ctx, metav1.ListOptions{})
	pods.Patch(ctx, "", metav1.PatchOptions{})
	dyn.List(ctx, metav1.ListOptions{})
	req.Do(ctx)
	req.DoRaw(ctx)
	k.Create(ctx, nil)
	k.Status().Update(ctx, nil)
	cc.Invoke(ctx, "", nil, nil)
	cci.NewStream(ctx, "")
	greeter.Hello(ctx, "")
	es.Search()
	sr.Do(ctx, nil)
	s.Do(ctx)
	other.Do(ctx)
	db.Find(nil)
	db.UpdateColumn("", nil)
	db.Transaction(nil)
	as.Append()
	gen.Find(ctx)
	mc.Ping(ctx)
	coll.Find(ctx, nil)
	coll.FindOne(ctx, nil)
	cur.Next(ctx)
	pgx.Connect(ctx, "")
	conn.Exec(ctx, "")
	conn.QueryRow(ctx, "")
	pool.Exec(ctx, "")
	r.Get(ctx, "")
	r.Do(ctx)
	r.Process(ctx, nil)
	sub.ReceiveMessage(ctx)
	pipe.Exec(ctx)
}
func goesOn(c *s3.Client, sign *s3.PresignClient, api bucketAPI, pages *s3.ListBucketsPaginator, o *old.Client, pods corev1.PodsGetter, fakes *fake.FakePods,
	req *rest.Request, k client.Client, cc *grpc.ClientConn, server pb.GreeterServer, es esapi.API, s *search.Search, other *elastic.SearchService,
	db *gorm.DB, gen gorm.Interface[int], mc *mongo.Client, coll *mongo.Collection, cur *mongo.Cursor,
	r *redis.Client, cmd *redis.StringCmd, pipe redis.Pipeliner) {
	c.Options()
	sign.PresignGetObject(ctx, nil)
	api.GetObject(ctx, nil)
	pages.HasMorePages()
	o.DaemonHost()
	pods.Pods("")
	fakes.List(ctx, metav1.ListOptions{})
	req.Verb("")
	k.Get(ctx, "", nil)
	cc.WaitForStateChange(ctx, 0)
	server.Hello(ctx, "")
	es.Search.WithContext(ctx)
	s.Index("")
	other.Index("")
	db.Where("")
	db.Association("")
	gen.Where("")
	mc.UseSession(ctx, nil)
	coll.Name()
	cur.Decode(nil)
	pgx.ParseConfig("")
	pgxpool.New(ctx, "")
	r.Subscribe(ctx)
	cmd.Result()
	pipe.Get(ctx, "")
}
`

// TestClients: what a client's method waits for is told by its form, and nothing
// of what has no such form, or of a program's own interface.
func TestClients(t *testing.T) {
	p := ruletest.Load(t, clientStubs, clientUses)
	pkg := p.Packages[len(p.Packages)-1]
	b := Bind(pkg.Types)
	for _, decl := range pkg.Syntax[0].Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		for _, stmt := range fn.Body.List {
			call := stmt.(*ast.ExprStmt).X.(*ast.CallExpr)
			rows := 0
			if callee, ok := typeutil.Callee(pkg.TypesInfo, call).(*types.Func); ok {
				rows = len(b.Blocks(callee))
			} else {
				rows = len(b.BlocksOf(pkg.TypesInfo.TypeOf(call.Fun)))
			}
			if waits := fn.Name.Name == "waits"; rows > 0 != waits {
				t.Errorf("%s has %d rows", types.ExprString(call.Fun), rows)
			}
		}
	}
}

// TestClientsOutOfSight: who has no client in sight compares no call.
func TestClientsOutOfSight(t *testing.T) {
	pkg, _ := importing(t, "net/http")
	if n := len(Bind(pkg).calls); n > 0 {
		t.Errorf("%d rows are compared", n)
	}
	for _, p := range ruletest.Load(t, clientStubs).Packages {
		for _, r := range Bind(p.Types).calls {
			for _, m := range r.Framework.Modules {
				if strings.HasPrefix(p.PkgPath, m.Path+"/") || p.PkgPath == m.Path {
					t.Errorf("%s is told of its own client: %s", p.PkgPath, r.Row.Call)
				}
			}
		}
	}
}
