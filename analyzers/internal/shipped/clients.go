package shipped

import "github.com/loopcheck/loopcheck/analyzers/internal/contract"

// Clients of services end in interfaces of their own (middleware, transports),
// where no body says what they wait for. Their methods have a form that does: a
// context first, and an error last.
//
// An interface that a program makes of such a client is not meant.

// answers are calls with a context that return an error.
func answers(pkg, recv, name string) contract.Blocks {
	return formed(pkg, recv, name, []string{ctxType, "…"}, []string{"…", "error"})
}

const ctxType = "context.Context"

func formed(pkg, recv, name string, params, results []string) contract.Blocks {
	shape := contract.Shape("*", params, results)
	return contract.Blocks{Call: contract.Symbol{Pkg: pkg, Recv: recv, Name: name}, Shape: &shape}
}

// asking completes a row of a client on the network.
func asking(row contract.Blocks, source string) contract.Blocks {
	row.Class = contract.Net
	row.Evidence = because("sends a request and waits for the answer", source, "")
	return row
}

func clients() []contract.Framework {
	return []contract.Framework{aws(), docker(), kubernetes(), grpc()}
}

func aws() contract.Framework {
	const services = "github.com/aws/aws-sdk-go-v2/service/*"
	waiter := answers(services, "*Waiter", "Wait*")
	waiter.Class = contract.Sleep
	waiter.Evidence = because("asks again and again until the service is ready", "s3 api_op_HeadBucket.go:411", "")
	return contract.Framework{
		Name:    "aws",
		Modules: []contract.Module{{Path: "github.com/aws/aws-sdk-go-v2/service", Version: "v1.114.10"}}, // of service/s3, for one
		Blocks: []contract.Blocks{
			asking(answers(services, "Client", "*"), "s3 api_op_GetObject.go:173"),
			asking(answers(services, "*Paginator", "NextPage"), "s3 api_op_ListBuckets.go:246"),
			waiter,
		},
	}
}

func docker() contract.Framework {
	const old, new = "github.com/docker/docker/client", "github.com/moby/moby/client"
	return contract.Framework{
		Name: "docker",
		Modules: []contract.Module{
			{Path: "github.com/docker/docker", Version: "v28.5.2+incompatible"},
			{Path: "github.com/moby/moby/client", Version: "v0.6.2"},
		},
		Blocks: []contract.Blocks{
			asking(answers(old, "*Client", "*"), "client/request.go:128"),
			asking(answers(new, "*Client", "*"), "request.go:131"),
		},
	}
}

// kubernetes has no row for the Get and List of a controller-runtime Reader: a
// manager's client answers them from its cache.
func kubernetes() contract.Framework {
	const runtime = "sigs.k8s.io/controller-runtime/pkg/client"
	options := func(pkg string) contract.Blocks { // also of the clients that are generated for a program's own types
		return formed(pkg, "*Interface", "*",
			[]string{ctxType, "…", "k8s.io/apimachinery/pkg/apis/meta/v1.…Options", "…"}, []string{"…", "error"})
	}
	return contract.Framework{
		Name: "kubernetes",
		Modules: []contract.Module{
			{Path: "k8s.io/client-go", Version: "v0.37.2"},
			{Path: "sigs.k8s.io/controller-runtime", Version: "v0.25.2"},
		},
		Blocks: []contract.Blocks{
			asking(options("*/typed/*"), "gentype/type.go:165"),
			asking(options("k8s.io/client-go/dynamic"), "dynamic/simple.go:142"),
			asking(formed("k8s.io/client-go/rest", "Request", "Do", []string{ctxType}, []string{"_"}), "rest/request.go:1090"),
			asking(answers("k8s.io/client-go/rest", "Request", "*"), "rest/request.go:1090"),
			asking(answers(runtime, "*Writer", "*"), "pkg/client/interfaces.go:71"),
			asking(answers(runtime, "SubResourceReader", "*"), "pkg/client/interfaces.go:142"),
		},
	}
}

// grpc are the connection's methods and those of generated clients, wherever they are.
func grpc() contract.Framework {
	const module = grpcModule
	return contract.Framework{
		Name:    "grpc",
		Modules: []contract.Module{{Path: module, Version: "v1.85.0"}},
		Blocks: []contract.Blocks{
			asking(answers(module, "ClientConn*", "*"), "call.go:73"),
			asking(formed("*", "*Client", "*", []string{ctxType, "…", "[]" + module + ".CallOption"}, []string{"…", "error"}),
				"interop/grpc_testing/worker_service_grpc.pb.go:64"),
		},
		Turns: grpcTurns(),
		Runs: []contract.Runs{
			off(contract.Served("Register*Server", []string{module + ".ServiceRegistrar", "_"}, 1), "each call has a goroutine", "server.go:1096"),
			off(contract.Served("Register*Server", []string{"*" + module + ".Server", "_"}, 1), "each call has a goroutine", "server.go:1096"),
			off(contract.FuncType(module, "UnaryServerInterceptor"), "each call has a goroutine", "server.go:1096"),
			off(contract.FuncType(module, "StreamServerInterceptor"), "each call has a goroutine", "server.go:1096"),
		},
	}
}
