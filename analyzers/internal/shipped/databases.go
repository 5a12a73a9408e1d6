package shipped

import "github.com/loopcheck/loopcheck/analyzers/internal/contract"

// querying completes a row of a database's client.
func querying(row contract.Blocks, source string) contract.Blocks {
	row.Class = contract.DB
	row.Evidence = because("asks the database and waits for the answer", source, "")
	return row
}

// databases are the clients of databases that do not end in database/sql, which
// the standard library's table knows, in sight of their callers.
func databases() []contract.Framework {
	return []contract.Framework{elastic(), gorm(), mongo(), pgx(), redis()}
}

// elastic are the two clients for Elasticsearch: requests, functions that send
// them, and builders that end in Do.
func elastic() contract.Framework {
	const official, other = "github.com/elastic/go-elasticsearch/v*", "github.com/olivere/elastic/v*"
	function := formed(official+"/esapi", "", "*", []string{"…"}, []string{"…/esapi.Response", "error"})
	function.OfType = true
	return contract.Framework{
		Name: "elastic",
		Modules: []contract.Module{
			{Path: "github.com/elastic/go-elasticsearch/v7", Version: "v7.17.10"},
			{Path: "github.com/elastic/go-elasticsearch/v8", Version: "v8.19.7"},
			{Path: "github.com/elastic/go-elasticsearch/v9", Version: "v9.5.2"},
			{Path: "github.com/olivere/elastic/v7", Version: "v7.0.32"},
		},
		Blocks: []contract.Blocks{
			querying(function, "esapi/api.search.go:389"),
			querying(answers(official+"/esapi", "*Request", "Do"), "esapi/api.search.go:389"),
			querying(answers(official+"/typedapi/*", "*", "Do"), "typedapi/core/search/search.go:290"),
			querying(answers(official+"/typedapi/*", "*", "Perform"), "typedapi/core/search/search.go:290"),
			querying(answers(other, "*Service", "Do*"), "search.go:640"),
		},
	}
}

// gorm are the methods that finish a statement, of the older and of the generic
// interface. What they do goes through callbacks.
func gorm() contract.Framework {
	const module = "gorm.io/gorm"
	f := contract.Framework{
		Name:    "gorm",
		Modules: []contract.Module{{Path: module, Version: "v1.31.2"}},
		Blocks: []contract.Blocks{
			querying(formed(module, "Association", "*", []string{"…"}, []string{"error"}), "association.go:51"),
			querying(answers(module, "*Interface", "*"), "generics.go:195"),
		},
	}
	for _, name := range []string{
		"AutoMigrate", "Begin", "Commit", "Connection", "Count", "Create", "CreateInBatches", "Delete", "Exec", "Find",
		"FindInBatches", "First", "FirstOr*", "Last", "Pluck", "Rollback*", "Row", "Rows", "Save", "SavePoint", "Scan",
		"Take", "Transaction", "Update*",
	} {
		f.Blocks = append(f.Blocks, querying(formed(module, "DB", name, []string{"…"}, []string{"…"}), "finisher_api.go:26"))
	}
	return f
}

func mongo() contract.Framework {
	const pkg = "go.mongodb.org/mongo-driver*/mongo"
	f := contract.Framework{
		Name: "mongo",
		Modules: []contract.Module{
			{Path: "go.mongodb.org/mongo-driver", Version: "v1.17.10"},
			{Path: "go.mongodb.org/mongo-driver/v2", Version: "v2.10.0"},
		},
		Blocks: []contract.Blocks{
			querying(formed(pkg, "*", "*", []string{ctxType, "…"}, []string{"*" + "go.mongodb.org/mongo-driver….SingleResult"}), "mongo/collection.go:1415"),
			querying(formed(pkg, "Cursor", "Next", []string{ctxType}, []string{"bool"}), "mongo/cursor.go:153"),
			querying(formed(pkg, "ChangeStream", "Next", []string{ctxType}, []string{"bool"}), "mongo/change_stream.go:608"),
			querying(answers(pkg, "Cursor", "All"), "mongo/cursor.go:294"),
			querying(answers(pkg, "Client", "ListDatabase*"), "mongo/client.go:671"),
			querying(answers(pkg, "Client", "Ping"), "mongo/client.go:365"),
			querying(answers(pkg, "Client", "Disconnect"), "mongo/client.go:307"),
		},
	}
	for _, recv := range []string{"Collection", "Database", "IndexView"} {
		f.Blocks = append(f.Blocks, querying(answers(pkg, recv, "*"), "mongo/collection.go:320"))
	}
	return f
}

func pgx() contract.Framework {
	const pkgs = "github.com/jackc/pgx/v*"
	return contract.Framework{
		Name: "pgx",
		Modules: []contract.Module{
			{Path: "github.com/jackc/pgx/v4", Version: "v4.18.3"},
			{Path: "github.com/jackc/pgx/v5", Version: "v5.13.0"},
		},
		Blocks: []contract.Blocks{
			querying(answers(pkgs, "*", "*"), "conn.go:597"),
			querying(answers(pkgs, "", "Connect*"), "conn.go:136"),
			querying(formed(pkgs, "*", "QueryRow", []string{ctxType, "…"}, []string{"_"}), "conn.go:940"),
			querying(formed(pkgs, "*", "SendBatch", []string{ctxType, "…"}, []string{"_"}), "conn.go:951"),
		},
	}
}

// redis has no row for the commands of the interfaces (Cmdable, UniversalClient):
// a pipeline has the same methods, and only queues them.
func redis() contract.Framework {
	f := contract.Framework{
		Name: "redis",
		Modules: []contract.Module{
			{Path: "github.com/go-redis/redis/v8", Version: "v8.11.5"},
			{Path: "github.com/redis/go-redis/v9", Version: "v9.23.0"},
		},
	}
	for _, m := range f.Modules {
		f.Blocks = append(f.Blocks,
			querying(formed(m.Path, "cmdable", "*", []string{ctxType, "…"}, []string{"*" + m.Path + ".…Cmd"}), "string_commands.go:52"),
			querying(formed(m.Path, "*Client", "Do", []string{ctxType, "…"}, []string{"*" + m.Path + ".Cmd"}), "redis.go:2723"),
			querying(answers(m.Path, "*Client", "*"), "redis.go:2723"),
			querying(answers(m.Path, "Pipeline*", "Exec"), "pipeline.go:104"),
			querying(answers(m.Path, "PubSub", "Receive*"), "pubsub.go:490"),
		)
	}
	return f
}
