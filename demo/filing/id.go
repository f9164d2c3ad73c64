package filing

import (
	"encoding/hex"

	"samano/demo/people"
	"samano/internal/splitmix"
	"samano/register"
)

// ids issues the client-made ids of a country: UUID version 7 (RFC 9562, section 5.7), the
// same for the same country. Their time is that of entry: a historic act gets its id when
// a clerk types it in, here at a thousand a second from the present day on. So ids
// increase along the stream, in whatever order the events happened, and a database
// inserts them at the end of its index.
type ids struct {
	key   uint64 // of this country
	start uint64 // milliseconds since 1970
	acts  uint64 // given out so far
}

// perMillisecond is how many ids share a millisecond: as many as fit in ten of the
// twelve bits behind it.
const perMillisecond = 1 << 10

// The kinds of ids, in the last two of the twelve bits.
const (
	ofAct     = 1
	ofSubject = 2
)

// act returns the id of the next act.
func (d *ids) act() register.ActID {
	d.acts++
	return register.ActID(d.text("", d.acts, ofAct))
}

// subject returns the client-made id of a person or a household, as payloads write it.
func (d *ids) subject(h people.Handle) string { return d.text("@", uint64(h), ofSubject) }

func (d *ids) text(prefix string, n, kind uint64) string {
	ms := d.start + n/perMillisecond
	random := splitmix.Mix(d.key ^ n<<2 ^ kind)
	high := ms<<16 | 0x7000 | (n%perMillisecond)<<2 | kind
	low := random&(1<<62-1) | 1<<63
	var raw [16]byte
	for i := range 8 {
		raw[i], raw[8+i] = byte(high>>(56-8*i)), byte(low>>(56-8*i))
	}
	b := make([]byte, 0, 37)
	b = append(b, prefix...)
	for i, end := range [...]int{4, 6, 8, 10, 16} {
		from := [...]int{0, 4, 6, 8, 10}[i]
		if i > 0 {
			b = append(b, '-')
		}
		b = hex.AppendEncode(b, raw[from:end])
	}
	return string(b)
}
