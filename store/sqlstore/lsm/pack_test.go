package lsm

import (
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samano/register"
	"samano/store"
)

// aPosting draws postings that lie close to each other and far away.
func aPosting() *rapid.Generator[store.Posting] {
	return rapid.Custom(func(t *rapid.T) store.Posting {
		return store.Posting{
			Key: store.Key{
				Hash:  rapid.OneOf(rapid.Uint64Range(0, 5), rapid.Uint64Range(0, 1<<store.KeyBits-1)).Draw(t, "hash"),
				Split: rapid.OneOf(rapid.Uint16Range(0, 2), rapid.Uint16()).Draw(t, "split"),
			},
			Person: register.PersonID(rapid.OneOf(rapid.Int64Range(1, 5), rapid.Int64Range(1, 8_000_000), rapid.Int64Range(1, math.MaxInt64)).Draw(t, "person")),
			Gone:   rapid.Bool().Draw(t, "gone"),
		}
	})
}

// someInOrder draws a list as it stands in a run.
func someInOrder(most int) *rapid.Generator[[]store.Posting] {
	return rapid.Custom(func(t *rapid.T) []store.Posting {
		list := rapid.SliceOfN(aPosting(), 0, most).Draw(t, "list")
		slices.SortStableFunc(list, store.Posting.Compare)
		return slices.CompactFunc(list, func(a, b store.Posting) bool { return a.Compare(b) == 0 })
	})
}

func TestPackedPostingsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := someInOrder(200).Draw(t, "postings")
		got, ok := unpack(nil, pack(list))
		if !ok || !slices.Equal(got, list) {
			t.Fatalf("%v came back as %v, %t", list, got, ok)
		}
		for rest := list; len(rest) > 0; {
			body, n := packPage(rest)
			page, ok := unpack(nil, body)
			if !ok || n == 0 || n > pagePostings || len(body) > pageBytes || !slices.Equal(page, rest[:n]) {
				t.Fatalf("a page of %d bytes for %d postings: %v, want %v", len(body), n, page, rest[:n])
			}
			rest = rest[n:]
		}
	})
}

func TestPlacesCompareAsPostingsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := aPosting().Draw(t, "a"), aPosting().Draw(t, "b")
		if got := strings.Compare(sortKey(a), sortKey(b)); got != a.Compare(b) {
			t.Fatalf("places of %v and %v compare %d", a, b, got)
		}
		if sortKey(a) >= sortKeyAfter(a) || sortKey(a) > lastSortKey {
			t.Fatalf("%v: place %s, after it %s, last %s", a, sortKey(a), sortKeyAfter(a), lastSortKey)
		}
		if a.Compare(b) < 0 && sortKeyAfter(a) > sortKey(b) {
			t.Fatalf("%v comes after %v, but not after the place behind it", b, a)
		}
	})
}

// TestPackedFormat holds the format: databases are full of it.
func TestPackedFormat(t *testing.T) {
	list := []store.Posting{
		{Key: store.Key{Hash: 0x0102030405, Split: 0x0607}, Person: 300},
		{Key: store.Key{Hash: 0x0102030405, Split: 0x0607}, Person: 301, Gone: true},
		{Key: store.Key{Hash: 0x0102030405, Split: 0x0707}, Person: 2},
		{Key: store.Key{Hash: 0x0102030406}, Person: 8_000_000, Gone: true},
	}
	const want = "048a9098a020" + "0607" + "ac02" + "010001" + "00800202" + "03" + "0000" + "80a4e803"
	if got := hex.EncodeToString(pack(list)); got != want {
		t.Errorf("packed as %s, want %s", got, want)
	}
	if got, want := sortKey(list[0]), "041061050O3G00000000009C"; got != want {
		t.Errorf("its place is %s, want %s", got, want)
	}
}

func TestAPostingOfAWholeCountryTakesFewBytes(t *testing.T) {
	const people = 8_000_000
	var list []store.Posting
	for i := range 10_000 {
		list = append(list, store.Posting{Key: store.Key{Hash: uint64(i) * (1 << store.KeyBits / (11 * people)), Split: uint16(i * 7919)}, Person: register.PersonID(i*7919%people + 1)})
	}
	if got := float64(len(pack(list))) / float64(len(list)); got > 9 {
		t.Errorf("%.1f bytes", got)
	}
}

func TestWhatIsNoPackedListIsRefused(t *testing.T) {
	for name, body := range map[string]string{
		"nothing":                   "",
		"one promised":              "01",
		"half of a split":           "010201",
		"no person":                 "01020000",
		"bytes behind":              "0102000101" + "00",
		"a hash of 41 bits":         "01" + "808080808040" + "0000" + "01",
		"a person twice":            "02" + "02000101" + "000000",
		"a split beyond the last":   "02" + "02ffff01" + "000101",
		"a person beyond the last":  "02" + "020000" + "ffffffffffffffff7f" + "000001",
		"a varint that has no end":  "01" + "ffffffffffffffffffffff",
		"more promised than can be": "ffffffff7f" + "02000101",
	} {
		b, err := hex.DecodeString(body)
		if err != nil {
			t.Fatal(err)
		}
		if list, ok := unpack(nil, b); ok {
			t.Errorf("%s: unpacked as %v", name, list)
		}
	}
	if list, ok := unpack(nil, []byte{1, 2, 0, 1, 1}); !ok || len(list) != 1 {
		t.Errorf("a list of one posting, from which the others are made, is refused")
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(pack([]store.Posting{{Key: store.Key{Hash: 5, Split: 7}, Person: 9}, {Key: store.Key{Hash: 5, Split: 7}, Person: 10, Gone: true}, {Key: store.Key{Hash: 1 << 39}, Person: 1}}))
	f.Add([]byte{0})
	f.Add([]byte{2, 2, 0, 1, 1, 0, 1, 1})
	f.Fuzz(func(t *testing.T, body []byte) {
		list, ok := unpack(nil, body)
		if !ok {
			return
		}
		b := store.Batch{Postings: slices.Clone(list)}
		if err := b.Check(0); err != nil || !slices.Equal(b.Postings, list) {
			t.Fatalf("postings that no batch may hold, or in no order (%v): %v", err, list)
		}
		if again, ok := unpack(nil, pack(list)); !ok || !slices.Equal(again, list) {
			t.Fatalf("%v, packed and unpacked, is %v", list, again)
		}
	})
}

func TestOfOnePlaceTheNewestPostingStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lists := rapid.SliceOfN(someInOrder(20), 0, 9).Draw(t, "the newest first")
		type where struct {
			store.Key
			register.PersonID
		}
		newest := map[where]store.Posting{}
		for _, list := range slices.Backward(lists) {
			for _, p := range list {
				newest[where{p.Key, p.Person}] = p
			}
		}
		got := mergeLists(lists)
		for i, p := range got {
			if p != newest[where{p.Key, p.Person}] || i > 0 && got[i-1].Compare(p) >= 0 {
				t.Fatalf("%d: %v stands, %v is the newest", i, p, newest[where{p.Key, p.Person}])
			}
		}
		if len(got) != len(newest) {
			t.Fatalf("%d of %d", len(got), len(newest))
		}
	})
}

func TestLevels(t *testing.T) {
	for _, c := range []struct {
		postings int64
		level    int
	}{{1, 1}, {tailPostings, 1}, {tailPostings + 1, 2}, {tailPostings * runFan, 2}, {88_000_000, 9}} {
		if got := levelOf(c.postings); got != c.level {
			t.Errorf("a run of %d postings is of level %d, want %d", c.postings, got, c.level)
		}
	}
}
