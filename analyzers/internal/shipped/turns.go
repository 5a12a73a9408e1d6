package shipped

import "github.com/loopcheck/loopcheck/analyzers/internal/contract"

// Connections and encoders that one goroutine at a time may use, in one direction or
// in both.

const (
	gorillaModule = "github.com/gorilla/websocket"
	coderModule   = "github.com/coder/websocket"
	grpcModule    = "google.golang.org/grpc"
)

// turns: the calls of a type, by name, that take turns.
func turns(pkg, typ string, names []string, does, why, source string) contract.Turns {
	row := contract.Turns{Does: does, Evidence: because(why, source, "let one goroutine make these calls and send it the rest, or hold one lock around both")}
	for _, name := range names {
		row.Calls = append(row.Calls, contract.Symbol{Pkg: pkg, Recv: typ, Name: name})
	}
	return row
}

// websockets are gorilla's, its forks, and coder's, which was nhooyr's. WriteControl and
// Close may be called beside all others.
func websockets() []contract.Framework {
	writes := []string{"NextWriter", "SetWriteDeadline", "WriteMessage", "WriteJSON", "WritePreparedMessage", "EnableWriteCompression", "SetCompressionLevel"}
	reading := turns(gorillaModule, "Conn", []string{"NextReader", "ReadMessage", "ReadJSON", "SetReadDeadline", "SetPongHandler", "SetPingHandler"},
		"read from a websocket", "supports one concurrent reader", "doc.go:124")
	for _, name := range []string{"SetPongHandler", "SetPingHandler", "SetCloseHandler"} { // "called from the NextReader, ReadMessage and message Read methods", conn.go:1121
		reading.Handlers = append(reading.Handlers, contract.Symbol{Pkg: gorillaModule, Recv: "Conn", Name: name})
	}
	return []contract.Framework{
		{
			Name:    "gorilla",
			Modules: []contract.Module{{Path: gorillaModule, Version: "v1.5.3"}},
			Forks:   []contract.Fork{{Path: "github.com/fasthttp/websocket", Of: gorillaModule}},
			Turns: []contract.Turns{
				turns(gorillaModule, "Conn", writes, "write to a websocket", "supports one concurrent writer, and panics on a second one", "doc.go:124"),
				reading,
			},
		},
		{
			Name:    "coder",
			Modules: []contract.Module{{Path: coderModule, Version: "v1.8.14"}},
			Forks:   []contract.Fork{{Path: "nhooyr.io/websocket", Of: coderModule}},
			Turns: []contract.Turns{
				turns(coderModule, "Conn", []string{"Read", "Reader"}, "read from a websocket", "allows all methods to be called concurrently but these two", "conn.go:30"),
			},
		},
	}
}

// grpcTurns are the calls of streams, those that are generated for a service among them.
func grpcTurns() []contract.Turns {
	stream := func(does, source string, calls ...contract.Symbol) contract.Turns {
		return contract.Turns{Does: does, Of: calls, Evidence: because("is not safe for calls of several goroutines on one stream", source, "let one goroutine make these calls and send it the rest, or hold one lock around both")}
	}
	server := func(name string) contract.Symbol {
		return contract.Symbol{Pkg: grpcModule, Recv: "ServerStream", Name: name}
	}
	client := func(name string) contract.Symbol {
		return contract.Symbol{Pkg: grpcModule, Recv: "ClientStream", Name: name}
	}
	sends := stream("send on a gRPC stream", "stream.go:132", client("SendMsg"), client("Send"), client("CloseSend"), client("CloseAndRecv"))
	sends.Answers = []string{"Recv", "RecvMsg"} // a worker's server waits for it; a server's clients may send what they like
	return []contract.Turns{
		stream("send on a gRPC stream", "stream.go:1613", server("SendMsg"), server("Send")),
		stream("receive from a gRPC stream", "stream.go:1625", server("RecvMsg"), server("Recv")),
		sends,
		stream("receive from a gRPC stream", "stream.go:145", client("RecvMsg"), client("Recv"), client("CloseAndRecv")),
	}
}

// stdTurns are what the standard library buffers and encodes without a lock.
func stdTurns() []contract.Turns {
	const why = "keeps its state without a lock"
	return []contract.Turns{
		turns("bufio", "Writer", []string{"Write*", "Flush", "ReadFrom"}, "write to a bufio.Writer", why, "bufio/bufio.go:676"),
		turns("bufio", "Reader", []string{"Read*", "Peek", "Discard", "WriteTo"}, "read from a bufio.Reader", why, "bufio/bufio.go:99"),
		turns("encoding/json", "Encoder", []string{"Encode"}, "encode with a json.Encoder", why, "encoding/json/stream.go:204"),
		turns("encoding/json", "Decoder", []string{"Decode", "Token", "More"}, "decode with a json.Decoder", why, "encoding/json/stream.go:51"),
		turns("encoding/xml", "Encoder", []string{"Encode*", "Flush"}, "encode with an xml.Encoder", why, "encoding/xml/marshal.go:171"),
		turns("encoding/csv", "Writer", []string{"Write*", "Flush"}, "write to a csv.Writer", why, "encoding/csv/writer.go:50"),
		held("container/list", "List", []string{"Len", "Front", "Back"}, "use a list.List", "container/list/list.go:48"),
		held("bytes", "Buffer", []string{"Len", "Cap", "Available", "Bytes", "String"}, "use a bytes.Buffer", "bytes/buffer.go:20"),
		held("strings", "Builder", []string{"Len", "Cap", "String"}, "use a strings.Builder", "strings/builder.go:17"),
		held("math/rand", "Rand", nil, "draw from a rand.Rand", "math/rand/rand.go:62"),
	}
}

// held: a type whose methods change it, but for those that only read.
func held(pkg, typ string, reads []string, does, source string) contract.Turns {
	row := turns(pkg, typ, []string{"*"}, does, "is plain memory", source)
	row.Reads = reads
	return row
}
