// Command dictionary makes the dictionaries under which acts and documents are packed
// out of those of a demo country, so that no real person's data is in them:
//
//	go run ./cmd/samano demo --no-serve --people 60000 --seed 7 --data DIR
//	go run ./cmd/dictionary acts DIR/register.db 1 >registrar/record/dict/001.dict
//	go run ./cmd/dictionary documents DIR/register.db 1 >store/sqlstore/dict/001.dict
//
// A dictionary that was released is never made again under the same id.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"

	"samano/internal/zpack"
	"samano/ledger"
	"samano/register"
	"samano/registrar/record"
	"samano/store/sqlstore"
)

// sampleEvery thins the acts: neighbours in a register look alike.
const sampleEvery = 7

// maxSample bounds the records that are held to choose from.
const maxSample = 20_000

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("usage: dictionary acts|documents REGISTER.db ID")
	}
	id, err := strconv.ParseUint(args[2], 10, 8)
	if err != nil {
		return err
	}
	s, err := sqlstore.Open(ctx, "sqlite:"+args[1], sqlstore.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	var dictionary []byte
	switch args[0] {
	case "acts":
		dictionary, err = ofActs(ctx, s, uint8(id))
	case "documents":
		dictionary, err = ofDocuments(ctx, s, uint8(id))
	default:
		err = fmt.Errorf("no dictionary is made of %s", args[0])
	}
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(dictionary)
	return err
}

// What of each kind of document stands in the dictionary, the commonest last.
var documents = []struct {
	kind register.SubjectKind
	n    int64
}{{register.SubjectPlace, 6}, {register.SubjectHousehold, 16}, {register.SubjectPerson, 60}}

func ofDocuments(ctx context.Context, s *sqlstore.Store, id uint8) ([]byte, error) {
	head, err := s.Head(ctx)
	if err != nil {
		return nil, err
	}
	next := map[register.SubjectKind]int64{
		register.SubjectPlace: head.NextPlace, register.SubjectHousehold: head.NextHousehold, register.SubjectPerson: head.NextPerson,
	}
	var typical [][]byte
	for _, d := range documents {
		for i := range d.n {
			rows, err := s.Subjects(ctx, []register.Ref{{Kind: d.kind, ID: 1 + i*(next[d.kind]-1)/d.n}})
			if err != nil {
				return nil, err
			}
			for _, row := range rows {
				typical = append(typical, row.Doc)
			}
		}
	}
	return zpack.NewDictionary(id, typical)
}

func ofActs(ctx context.Context, s *sqlstore.Store, id uint8) ([]byte, error) {
	codec, err := ledger.NewCodec(record.Dictionaries()...)
	if err != nil {
		return nil, err
	}
	var records []*ledger.Record
	for from := register.Seq(1); len(records) < maxSample; {
		rows, err := s.ActsFrom(ctx, from, 1000)
		if err != nil {
			return nil, err
		}
		for i, row := range rows {
			if i%sampleEvery == 0 {
				rec, err := codec.Unpack(int64(row.Seq), row.Body)
				if err != nil {
					return nil, err
				}
				records = append(records, rec)
			}
			from = row.Seq + 1
		}
		if len(rows) == 0 {
			break
		}
	}
	return ledger.NewDictionary(id, typical(records))
}

// typicalOf is how many records of a kind stand in the dictionary itself: the more
// of them there are among the samples, the more.
func typicalOf(n, of int) int { return 1 + n*40/of }

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
		for i := range min(typicalOf(len(all), len(records)), len(all)) {
			out = append(out, all[i*len(all)/typicalOf(len(all), len(records))])
		}
	}
	return out
}
