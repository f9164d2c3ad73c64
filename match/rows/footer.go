package rows

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

const (
	// maxFooter bounds the description of columns and groups at the end of a file: twenty columns
	// in a thousand groups. A country's list has some hundred kilobytes.
	maxFooter = 4 << 20
	// maxDepth bounds structures within structures; the format has eight.
	maxDepth = 16
	// fewestBytes is how many bytes a structure in a list takes on average at least: a column in a
	// footer takes thirty, a pair of key and value five.
	fewestBytes = 4
)

// readFooter reads the description of a file without trusting it: its length, the lengths within it
// and the depth of what it describes are checked before anything of that size is made.
func readFooter(r io.ReaderAt, size int64) (*format.FileMetaData, error) {
	const tail = 4 + len(magic)
	var end [tail]byte
	if size < int64(len(magic)+tail) {
		return nil, fmt.Errorf("%w: %d bytes", ErrParquet, size)
	}
	if _, err := r.ReadAt(end[:], size-int64(tail)); err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	n := int64(binary.LittleEndian.Uint32(end[:4]))
	if string(end[4:]) != magic || n > maxFooter || n > size-int64(tail+len(magic)) {
		return nil, fmt.Errorf("%w: it does not end as one", ErrParquet)
	}
	footer := make([]byte, n)
	if _, err := r.ReadAt(footer, size-int64(tail)-n); err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	m := new(format.FileMetaData)
	if _, err := decode(footer, m); err != nil {
		return nil, err
	}
	return m, checkColumns(m.Schema)
}

// checkColumns refuses columns that are not flat, before the library builds what they describe.
func checkColumns(schema []format.SchemaElement) error {
	if len(schema) == 0 {
		return fmt.Errorf("%w: it has no columns", ErrParquet)
	}
	columns := schema[1:]
	for i := range columns {
		if c := &columns[i]; !c.Type.Valid || c.NumChildren.V > 0 || c.RepetitionType.V == format.Repeated || c.TypeLength.V > MaxLine {
			return fmt.Errorf("%w: column %q is not flat", ErrParquet, c.Name)
		}
	}
	if len(columns) > maxColumns {
		return ErrColumns
	}
	return nil
}

// decode reads a structure of the compact protocol of Thrift from the beginning of b, and returns how
// many bytes it takes. The library makes lists and texts as long as they say that they are: here they
// are measured against what there is of them first.
func decode(b []byte, v any) (int, error) {
	s := skimmer{rest: b}
	if s.structure(0); s.failed {
		return 0, fmt.Errorf("%w: a structure is damaged", ErrParquet)
	}
	n := len(b) - len(s.rest)
	if s.structures > 16+n/fewestBytes {
		return 0, fmt.Errorf("%w: a structure has too many empty parts", ErrParquet)
	}
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), b[:n], v); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrParquet, err)
	}
	return n, nil
}

// skimmer goes over a structure without making anything of it.
type skimmer struct {
	rest       []byte
	structures int // met in lists
	failed     bool
}

func (s *skimmer) number() uint64 {
	v, n := binary.Uvarint(s.rest)
	if n <= 0 {
		s.failed = true
		return 0
	}
	s.rest = s.rest[n:]
	return v
}

func (s *skimmer) skip(n uint64) {
	if n > uint64(len(s.rest)) {
		s.failed = true
		return
	}
	s.rest = s.rest[n:]
}

func (s *skimmer) next() (b byte) {
	if len(s.rest) == 0 {
		s.failed = true
		return 0
	}
	b, s.rest = s.rest[0], s.rest[1:]
	return b
}

func (s *skimmer) structure(depth int) {
	if depth > maxDepth {
		s.failed = true
	}
	for !s.failed {
		head := s.next()
		if head == byte(thrift.STOP) {
			return
		}
		if head>>4 == 0 {
			s.number() // the field's id
		}
		if t := thrift.Type(head & 0xf); t != thrift.TRUE && t != thrift.FALSE { // a field of these holds its value in its head
			s.value(t, depth)
		}
	}
}

func (s *skimmer) value(t thrift.Type, depth int) {
	switch t {
	case thrift.TRUE, thrift.FALSE, thrift.I8:
		s.skip(1)
	case thrift.I16, thrift.I32, thrift.I64:
		s.number()
	case thrift.DOUBLE:
		s.skip(8)
	case thrift.BINARY:
		s.skip(s.number())
	case thrift.LIST, thrift.SET:
		s.list(depth + 1)
	case thrift.STRUCT:
		s.structure(depth + 1)
	default: // the format has no others
		s.failed = true
	}
}

func (s *skimmer) list(depth int) {
	const long = 15 // the length stands behind the head
	head := s.next()
	n := uint64(head >> 4)
	if n == long {
		n = s.number()
	}
	t := thrift.Type(head & 0xf)
	if n > uint64(len(s.rest)) || depth > maxDepth { // each takes a byte at least
		s.failed = true
	}
	if t == thrift.STRUCT || t == thrift.LIST {
		s.structures += int(min(n, maxFooter))
	}
	for ; n > 0 && !s.failed; n-- {
		s.value(t, depth)
	}
}
