package stream

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"errors"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// A thawed fact is a fact that was kept, and what it is about: an object of the
// package, or the package itself, which has no path.
type thawed struct {
	label
	fact analysis.Fact
}

// A label says what a fact is about, and of which type it is, in an order that all
// runs of a suite know.
type label struct {
	Path objectpath.Path
	Type int
}

// encode writes frozen facts so that another run can read them.
func (s *factSet) encode(in *suite) ([]byte, error) {
	var all []thawed
	paths := new(objectpath.Encoder)
	for key, fact := range s.objects {
		path, err := paths.For(key.obj)
		if err != nil {
			return nil, err
		}
		all = append(all, thawed{label{path, in.factType(key.typ)}, fact})
	}
	for typ, fact := range s.self {
		all = append(all, thawed{label{"", in.factType(typ)}, fact})
	}
	slices.SortFunc(all, func(a, b thawed) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Type, b.Type)) })
	var buf bytes.Buffer
	enc := gob.NewEncoder(&buf)
	if err := enc.Encode(len(all)); err != nil {
		return nil, err
	}
	for _, t := range all {
		if t.Type < 0 {
			return nil, errors.New("a fact is of no type that its analyzer declares")
		}
		if err := errors.Join(enc.Encode(t.label), enc.Encode(t.fact)); err != nil {
			return nil, err
		}
	}
	return buf.Bytes(), nil
}

// decodeFacts reads what encode wrote; false if it is something else.
func (in *suite) decodeFacts(data []byte) (all []thawed, ok bool) {
	rest := bytes.NewReader(data)
	dec := gob.NewDecoder(rest)
	var n int
	if dec.Decode(&n) != nil {
		return nil, false
	}
	for range n {
		var t thawed
		if dec.Decode(&t.label) != nil || t.Type < 0 || t.Type >= len(in.factTypes) {
			return nil, false
		}
		t.fact = reflect.New(in.factTypes[t.Type].Elem()).Interface().(analysis.Fact)
		if dec.Decode(t.fact) != nil {
			return nil, false
		}
		all = append(all, t)
	}
	return all, rest.Len() == 0
}

// thaw adds facts that were kept to a package whose types are known; false if one is
// about something that the package does not have.
func (s *factSet) thaw(all []thawed) bool {
	for _, t := range all {
		typ := reflect.TypeOf(t.fact)
		if t.Path == "" {
			s.self[typ] = t.fact
			continue
		}
		obj, err := objectpath.Object(s.pkg, t.Path)
		if err != nil {
			return false
		}
		s.objects[objectKey{obj, typ}] = t.fact
	}
	return true
}

// factType is the place of a type among those of the suite's facts; -1 if it is none.
func (in *suite) factType(typ reflect.Type) int { return slices.Index(in.factTypes, typ) }
