package contract

// A Symbol names a function, a method, a type or a field. Pkg is an import
// path, Recv a type's name without its star, and "" for a function or a type.
//
// In Recv and Name, and at the end of Pkg, "*" stands for any run of
// characters: {fyneWidget, "*", "Set*"}.
type Symbol struct{ Pkg, Recv, Name string }

// String is the symbol as one word: "fyne.io/fyne/v2.Window.Show".
func (s Symbol) String() string {
	if s.Recv != "" {
		return s.Pkg + "." + s.Recv + "." + s.Name
	}
	return s.Pkg + "." + s.Name
}

// A Form says how a [Code] selector picks code.
type Form int

const (
	_              Form = iota
	FormImplements      // method Name of any type that implements interface Recv of Pkg
	FormShape           // a method Name (or any, with "*") whose signature has Params and Results
	FormFuncType        // a function value converted to the named func type Name of Pkg
	FormParam           // the argument for parameter Index of the function or method
	FormField           // a function stored in field Name of struct Recv of Pkg
	FormReturned        // the closure that method Name of an implementer of interface Recv of Pkg returns
	FormFirstParam      // a function whose first parameter is of type Name of Pkg
	FormAssertion       // code that calls this function: the call asserts where it is
	FormServed          // each method of any type that implements the interface which a function of this shape takes for parameter Index
)

// Code selects code: functions, methods, or the function values that reach a place.
type Code struct {
	Form   Form
	Symbol Symbol

	// Index is the parameter's position, receiver excluded; Last is the
	// last one, Any every one that is a function. A variadic parameter
	// stands for each of its values.
	Index int

	// Params and Results are the types of a shape, written as Go does with
	// the full import path ("github.com/charmbracelet/bubbletea.Msg"); "_"
	// matches any type, "…" any number of further types, [Own] the receiver's,
	// [Value] any but error, and within a name "…" any part of it.
	Params, Results []string

	// Except lists symbols that the pattern matches but does not mean.
	Except []Symbol

	// Beside lists shapes that methods of the same receiver must have:
	// View() string says nothing by itself.
	Beside []Code
}

const (
	Last = -1 // the last parameter
	Any  = -2 // each parameter that is a function
)

// Implements selects the method of every type that implements the interface.
func Implements(pkg, iface, method string) Code {
	return Code{Form: FormImplements, Symbol: Symbol{pkg, iface, method}}
}

// Shape selects methods by name and signature, for types that satisfy no
// interface (every bubbles component returns its own type from Update).
func Shape(name string, params, results []string) Code {
	return Code{Form: FormShape, Symbol: Symbol{Name: name}, Params: params, Results: results}
}

// FuncType selects function values converted to a named func type.
func FuncType(pkg, name string) Code {
	return Code{Form: FormFuncType, Symbol: Symbol{pkg, "", name}}
}

// Param selects the function passed for a parameter.
func Param(pkg, recv, name string, index int) Code {
	return Code{Form: FormParam, Symbol: Symbol{pkg, recv, name}, Index: index}
}

// Field selects the function stored in a struct field, by assignment or in a literal.
func Field(pkg, typ, name string) Code {
	return Code{Form: FormField, Symbol: Symbol{pkg, typ, name}}
}

// Returned selects the closure that an interface method returns.
func Returned(pkg, iface, method string) Code {
	return Code{Form: FormReturned, Symbol: Symbol{pkg, iface, method}}
}

// FirstParam selects functions whose first parameter has the named type.
func FirstParam(pkg, typ string) Code {
	return Code{Form: FormFirstParam, Symbol: Symbol{pkg, "", typ}}
}

// Assertion selects code that calls the function, which panics elsewhere.
func Assertion(pkg, recv, name string) Code {
	return Code{Form: FormAssertion, Symbol: Symbol{pkg, recv, name}}
}

// Served selects the methods of a service: of every type that implements the interface
// which a function of this name and these parameters takes, in any package, as the
// functions do that are generated to register a service.
func Served(name string, params []string, index int) Code {
	return Code{Form: FormServed, Symbol: Symbol{Name: name}, Params: params, Index: index}
}

// But returns c without the functions, methods or fields named.
func (c Code) But(except ...Symbol) Code {
	c.Except = append(c.Except[:len(c.Except):len(c.Except)], except...)
	return c
}

// A Mode says how code reaches the goroutine that runs it, and so what the
// goroutine that hands it over waits for.
type Mode int

const (
	_           Mode = iota
	Callback         // the framework calls it on the loop, some time
	Post             // handed to the loop; the caller goes on
	PostBounded      // handed to the loop; the caller waits while its queue is full
	Rendezvous       // handed to the loop; the caller waits until the loop takes it
	Call             // handed to the loop; the caller waits until it ran
	CallInline       // as Call, but on the loop it runs at once
	Spawn            // runs on a goroutine of its own (or a worker's)
	Inline           // runs before the call returns, on the caller's goroutine
	Paused           // as Inline, while the loop stands still for it: it may block and touch what it likes
)
