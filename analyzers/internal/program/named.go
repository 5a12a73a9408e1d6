package program

import (
	"go/types"
	"regexp"
	"strings"
)

// ReceiverNamed is the named type whose method fn is, or nil.
func ReceiverNamed(fn *types.Func) *types.Named {
	recv := fn.Signature().Recv()
	if recv == nil {
		return nil
	}
	return Named(recv.Type())
}

// IsFunc reports whether fn is a function of a package, "After", or a method of one
// of its types, "Ticker.Stop". To compare full names would be to spell the name of
// each callee of a program.
func IsFunc(fn *types.Func, path, name string) bool {
	if fn == nil || !strings.HasSuffix(name, fn.Name()) || fn.Pkg() == nil || fn.Pkg().Path() != path {
		return false
	}
	recv := ReceiverNamed(fn)
	if recv == nil {
		return fn.Name() == name && fn.Signature().Recv() == nil
	}
	return recv.Obj().Name()+"."+fn.Name() == name
}

// Named is the named type that t is or points to, or nil.
func Named(t types.Type) *types.Named {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}

// double is the name of a type that stands in for another in tests: MockListener, fakeConn,
// storeStub.
var double = regexp.MustCompile(`^([Mm]ock|[Ff]ake|[Ss]tub)([^a-z]|$)|(Mock|Fake|Stub)$`)

func isDouble(name string) bool { return double.MatchString(name) }

// SaysEnd reports whether the method of a name is by it the one that ends its object.
func SaysEnd(name string) bool {
	switch name {
	case "Close", "Stop", "Shutdown", "Cancel", "Kill", "Quit", "Terminate":
		return true
	}
	return false
}
