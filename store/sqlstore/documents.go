package sqlstore

import (
	"bytes"
	"embed"
	"slices"

	"samano/internal/zpack"
	"samano/store"
)

// Documents stand packed in their column (package zpack): plain, they were half of
// the disk that a register of thirty years takes. A document that packing does not
// make shorter stands as its JSON, which no packed one begins like.

// The dictionaries of documents. A file, once released, stays: it unpacks what it
// packed. The last by name packs.
//
//go:embed dict/*.dict
var dictionaries embed.FS

func documentPacker() (*zpack.Packer, error) {
	all, err := zpack.Dictionaries(dictionaries)
	if err != nil {
		return nil, err
	}
	return zpack.New(all...)
}

// packed returns what is written for a document. It lies in room, which is returned with less of it
// left; a room that was too small for it is left behind.
func (r reader) packed(room, doc []byte) (rest, out []byte) {
	rest, ok := r.docs.Pack(room, doc)
	if !ok {
		return room, doc
	}
	return rest, slices.Clip(rest[len(room):])
}

// document returns the document that was written so, in memory of its own. What cannot
// be unpacked is given as it stands: it is no document to anybody, and an audit goes
// on and names it.
func (r reader) document(stored []byte) []byte {
	if zpack.Packed(stored) {
		if doc, err := r.docs.Unpack(nil, stored, store.MaxRowBytes); err == nil {
			return doc
		}
	}
	return bytes.Clone(stored)
}
