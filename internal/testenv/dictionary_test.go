package testenv_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"samano/access/accesstest"
	"samano/internal/testenv"
	"samano/internal/zpack"
	"samano/ledger"
	"samano/register"
	"samano/registrar/load"
	"samano/registrar/record"
	"samano/store"
)

var (
	learn      = flag.String("learn", "", "the register.db of a demo country; makes the dictionaries of acts and documents from it")
	dictionary = flag.Uint("dictionary", 0, "with -learn: the number of the new dictionaries; a released number is never made again")
)

// With -learn this makes the dictionaries that compress acts and documents from a demo country, so
// that they hold no real person's data:
//
//	go run ./cmd/samano demo --no-serve --people 60000 --seed 7 --data DIR
//	go test ./internal/testenv -run TestDictionaries -learn DIR/register.db -dictionary 2
//
// Without it, this shows that one register always makes the same dictionaries and that they
// compress its acts and documents.
func TestDictionaries(t *testing.T) {
	if *learn != "" {
		writeDictionaries(t, open(t, *learn, false), uint8(*dictionary))
		return
	}
	c := testenv.New(t, testenv.Options{})
	if err := load.Run(context.Background(), load.Loading{Config: c.Setup}, families(c, 200, -1), nil); err != nil {
		t.Fatal(err)
	}
	records := sampleActs(t, c.Store)
	acts := newDictionary(t, 9, records)
	if !bytes.Equal(acts, newDictionary(t, 9, sampleActs(t, c.Store))) {
		t.Error("the acts of one register make two dictionaries")
	}
	with, without := newCodec(t, acts), newCodec(t)
	var small, large int
	for _, r := range records {
		small, large = small+len(pack(t, with, r)), large+len(pack(t, without, r))
	}
	if small > large*2/3 {
		t.Errorf("the dictionary compresses acts from %d bytes to %d", large, small)
	}

	docs := sampleDocuments(t, c.Store)
	documents, err := zpack.NewDictionary(9, docs)
	if err != nil {
		t.Fatal(err)
	}
	packer, err := zpack.New(documents)
	if err != nil {
		t.Fatal(err)
	}
	small, large = 0, 0
	for _, d := range docs {
		b, packed := packer.Pack(nil, d)
		if !packed {
			b = d
		}
		small, large = small+len(b), large+len(d)
	}
	if small > large/2 {
		t.Errorf("the dictionary compresses documents from %d bytes to %d", large, small)
	}
}

func writeDictionaries(t *testing.T, s store.Register, id uint8) {
	t.Helper()
	documents, err := zpack.NewDictionary(id, sampleDocuments(t, s))
	if err != nil {
		t.Fatal(err)
	}
	for dir, b := range map[string][]byte{
		"../../registrar/record/dict": newDictionary(t, id, sampleActs(t, s)), "../../store/sqlstore/dict": documents,
	} {
		f, err := os.OpenFile(fmt.Sprintf("%s/%03d.dict", dir, id), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(b); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func newDictionary(t *testing.T, id uint8, records []*ledger.Record) []byte {
	t.Helper()
	d, err := ledger.NewDictionary(id, typical(records))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func newCodec(t *testing.T, dictionaries ...[]byte) *ledger.Codec {
	t.Helper()
	codec, err := ledger.NewCodec(dictionaries...)
	if err != nil {
		t.Fatal(err)
	}
	return codec
}

func pack(t *testing.T, codec *ledger.Codec, r *ledger.Record) []byte {
	t.Helper()
	b, err := codec.Pack(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// kindsOfDocuments are the documents of each kind in the dictionary, the commonest kind last.
var kindsOfDocuments = []struct {
	kind register.SubjectKind
	n    int
}{{register.SubjectPlace, 6}, {register.SubjectHousehold, 16}, {register.SubjectPerson, 60}}

func sampleDocuments(t *testing.T, s store.Register) [][]byte {
	pass := accesstest.Pass(t)
	t.Helper()
	var out [][]byte
	for _, d := range kindsOfDocuments {
		var all [][]byte
		for row, err := range s.EachSubject(context.Background(), pass, d.kind, 0) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, row.Doc)
		}
		for i := range min(d.n, len(all)) {
			out = append(out, all[i*len(all)/min(d.n, len(all))])
		}
	}
	return out
}

const (
	// sampleEvery thins the acts: neighbours in a register resemble each other.
	sampleEvery = 7
	// maxSample bounds the records from which the dictionary is chosen.
	maxSample = 20_000
)

func sampleActs(t *testing.T, s store.Register) []*ledger.Record {
	pass := accesstest.Pass(t)
	t.Helper()
	dictionaries, err := record.Dictionaries()
	if err != nil {
		t.Fatal(err)
	}
	codec := newCodec(t, dictionaries...)
	var out []*ledger.Record
	for from := register.Seq(1); len(out) < maxSample; {
		rows, err := s.ActsFrom(context.Background(), pass, from, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if i%sampleEvery == 0 {
				rec, err := codec.Unpack(int64(row.Seq), row.Body)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, rec)
			}
			from = row.Seq + 1
		}
		if len(rows) == 0 {
			break
		}
	}
	return out
}

// typicalOf returns how many records of a kind the dictionary holds: the more of them there are
// among the samples, the more.
func typicalOf(n, of int) int { return min(n, 1+n*40/of) }

// typical picks records of every kind, the commonest kinds last.
func typical(records []*ledger.Record) []*ledger.Record {
	byKind := map[string][]*ledger.Record{}
	for _, r := range records {
		header, _ := r.Part(ledger.HeaderPart)
		var h struct {
			Kind string `json:"kind"`
		}
		if json.Unmarshal(header.Bytes, &h) == nil {
			byKind[h.Kind] = append(byKind[h.Kind], r)
		}
	}
	kinds := slices.SortedFunc(maps.Keys(byKind), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(byKind[a]), len(byKind[b])), cmp.Compare(a, b))
	})
	var out []*ledger.Record
	for _, k := range kinds {
		all := byKind[k]
		n := typicalOf(len(all), len(records))
		for i := range n {
			out = append(out, all[i*len(all)/n])
		}
	}
	return out
}
