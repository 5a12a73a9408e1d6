package cycles

type Wait struct{}
type Ender struct{}
