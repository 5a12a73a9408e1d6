package ruletest

import (
	"bytes"
	"encoding/gob"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// Equal compares two texts line by line, spaces around them left out.
func Equal(t testing.TB, got, want string) {
	t.Helper()
	g, w := trimmed(got), trimmed(want)
	if g != w {
		t.Errorf("got:\n%s\n\nwant:\n%s", g, w)
	}
}

func trimmed(text string) string {
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(text)) {
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.Join(lines, "\n")
}

// Repeat runs f many times and fails unless it says the same each time: maps
// are ranged over in another order on every run.
func Repeat(t testing.TB, times int, f func() string) {
	t.Helper()
	first := f()
	for i := 1; i < times; i++ {
		if again := f(); again != first {
			t.Fatalf("run %d says:\n%s\n\nthe first one said:\n%s", i+1, again, first)
		}
	}
}

// Facts fails unless facts of these types travel: they hold nothing but
// numbers, strings and slices and structs of them, and a fact that is encoded,
// decoded and encoded again has the same bytes. The facts must be filled in.
func Facts(t testing.TB, facts ...analysis.Fact) {
	t.Helper()
	for _, fact := range facts {
		plain(t, reflect.TypeOf(fact).String(), reflect.TypeOf(fact).Elem())
		first := encode(t, fact)
		decoded := reflect.New(reflect.TypeOf(fact).Elem()).Interface().(analysis.Fact)
		if err := gob.NewDecoder(bytes.NewReader(first)).Decode(decoded); err != nil {
			t.Fatalf("decoding %T: %v", fact, err)
		}
		if !reflect.DeepEqual(decoded, fact) {
			t.Errorf("%T becomes %#v, was %#v", fact, decoded, fact)
		}
		if !bytes.Equal(first, encode(t, decoded)) {
			t.Errorf("%T has other bytes when it is encoded again", fact)
		}
	}
}

func encode(t testing.TB, fact analysis.Fact) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(fact); err != nil {
		t.Fatalf("encoding %T: %v", fact, err)
	}
	return b.Bytes()
}

// plain reports the parts of a fact's type that cannot travel, or not always
// with the same bytes.
func plain(t testing.TB, path string, typ reflect.Type) {
	t.Helper()
	switch typ.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int64, reflect.Uint8:
		if typ.PkgPath() == "go/token" {
			t.Errorf("%s is a %s, which means nothing in another process", path, typ)
		}
	case reflect.Slice:
		plain(t, path+"[]", typ.Elem())
	case reflect.Struct:
		for i := range typ.NumField() {
			f := typ.Field(i)
			if !f.IsExported() {
				t.Errorf("%s.%s does not travel: it is not exported", path, f.Name)
				continue
			}
			plain(t, path+"."+f.Name, f.Type)
		}
	default:
		t.Errorf("%s is a %s", path, typ.Kind())
	}
}
