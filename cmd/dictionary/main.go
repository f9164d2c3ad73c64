// Command dictionary makes a dictionary for packing acts out of the acts of a demo
// country, so that no real person's data is in it:
//
//	go run ./cmd/samano demo --no-serve --people 60000 --seed 7 --data DIR
//	go run ./cmd/dictionary DIR/register.db 1 >registrar/dict/001.dict
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

	"samano/ledger"
	"samano/register"
	"samano/registrar"
	"samano/store/sqlstore"
)

// sampleEvery thins the acts: neighbours in a register look alike.
const sampleEvery = 7

// maxSample bounds the records that the trainer holds.
const maxSample = 20_000

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: dictionary REGISTER.db ID")
	}
	id, err := strconv.ParseUint(args[1], 10, 8)
	if err != nil {
		return err
	}
	s, err := sqlstore.Open(ctx, "sqlite:"+args[0], sqlstore.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	codec, err := ledger.NewCodec(registrar.Dictionaries()...)
	if err != nil {
		return err
	}
	var records []*ledger.Record
	for from := register.Seq(1); len(records) < maxSample; {
		rows, err := s.ActsFrom(ctx, from, 1000)
		if err != nil {
			return err
		}
		for i, row := range rows {
			if i%sampleEvery == 0 {
				rec, err := codec.Unpack(int64(row.Seq), row.Body)
				if err != nil {
					return err
				}
				records = append(records, rec)
			}
			from = row.Seq + 1
		}
		if len(rows) == 0 {
			break
		}
	}
	dictionary, err := ledger.NewDictionary(uint8(id), typical(records))
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(dictionary)
	return err
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
