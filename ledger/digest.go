package ledger

// Digest is what the bytes of an act come to by themselves, before a Verifier compares them with
// the tree.
type Digest struct {
	Seq      int64
	Bytes    int64 // packed
	Stored   Hash  // the leaf in the act's row
	Computed Hash  // the leaf of its parts; Stored if they cannot be read
	Err      error // why the parts cannot be read
	Erased   []ErasedPart
}

// ErasedPart is a part that is gone by order of an act.
type ErasedPart struct {
	Part string
	By   int64
}

// Digester reads acts one after the other into the same memory. Each goroutine has one of its own.
type Digester struct {
	codec    *Codec
	unpacker unpacker
	record   Record
	hasher   hasher
}

// NewDigester returns a Digester of acts that the codec packed.
func NewDigester(c *Codec) *Digester { return &Digester{codec: c} }

// Digest reads an act. The record is valid until the next call, or as long as the packed bytes; it
// is nil if the parts cannot be read.
func (d *Digester) Digest(e Entry) (Digest, *Record) {
	out := Digest{Seq: e.Seq, Bytes: int64(len(e.Packed)), Stored: e.Leaf, Computed: e.Leaf}
	if out.Err = d.unpacker.unpack(d.codec, &d.record, e.Seq, e.Packed); out.Err != nil {
		return out, nil
	}
	out.Computed = d.hasher.leaf(&d.record)
	for i := range d.record.Parts {
		if p := &d.record.Parts[i]; p.Erased != nil {
			out.Erased = append(out.Erased, ErasedPart{p.Name, p.Erased.By})
		}
	}
	return out, &d.record
}
