package program

// Outermost is the function that f stands in with all that it stands in, or f itself:
// unlike [Func.Declared], of a package-level variable's literal too.
func (f *Func) Outermost() *Func {
	for f.Outer != nil {
		f = f.Outer
	}
	return f
}
