package rows

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
)

// Packing names the ways of packing pages that are read. Others would have to be measured first.
const Packing = "Snappy, Zstandard, gzip"

// The limits of a Parquet file beside those of every file. The programs that write such files keep
// to a hundredth of the first two.
const (
	// MaxPage bounds a page, packed and unpacked.
	MaxPage = 64 << 20
	// maxHeld bounds what a group of rows takes in memory while it is read: of each column the
	// dictionary and the largest page, decoded.
	maxHeld = 256 << 20
	// maxHeader bounds the header of a page: statistics hold the least and the greatest value.
	maxHeader = 64 << 10
	// shortHeader is what is read for a header at first; few are longer.
	shortHeader = 512
	// maxGrowth bounds how many bytes are unpacked of a byte of the file, on the whole: names and days
	// come to ten. Small files may unpack a page all the same.
	maxGrowth = 100
)

// checkPages goes over all pages of a file before the library decodes any of them, since the library
// makes each as large as its header, its packed data and its runs say. The work is bounded by the
// file's size: no byte of it belongs to two pages, and a row takes a byte at least.
func checkPages(r io.ReaderAt, size int64, m *format.FileMetaData) error {
	zstd, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(MaxPage), zstd.WithDecoderMaxWindow(MaxPage))
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	defer zstd.Close()
	p := &pages{in: r, size: size, packedLeft: size, unpackedLeft: MaxPage + maxGrowth*size, rows: make([]int64, len(m.Schema)-1), zstd: zstd}
	for i := range m.RowGroups {
		group := &m.RowGroups[i]
		if len(group.Columns) != len(m.Schema)-1 {
			return p.bad("a group of rows has %d columns", len(group.Columns))
		}
		held := int64(0)
		for c := range group.Columns {
			chunk := &group.Columns[c].MetaData
			if chunk.Codec != m.RowGroups[0].Columns[c].MetaData.Codec { // the library unpacks all as the first
				return p.bad("column %d is packed in several ways", c+1)
			}
			takes, err := p.column(chunk, &m.Schema[c+1], &p.rows[c])
			if err != nil {
				return fmt.Errorf("column %d: %w", c+1, err)
			}
			if held += takes; held > maxHeld {
				return p.bad("a group of rows takes more than %d MB", maxHeld>>20)
			}
		}
	}
	return nil
}

// pages are those of a file, in the course of being checked.
type pages struct {
	in           io.ReaderAt
	size         int64
	packedLeft   int64   // bytes of the file that no column has claimed
	unpackedLeft int64   // bytes that may still be unpacked
	rows         []int64 // by column
	zstd         *zstd.Decoder
	packed       []byte
	unpacked     []byte
}

func (p *pages) bad(text string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrParquet, fmt.Sprintf(text, args...))
}

// column returns what the pages of a column take in memory at once.
func (p *pages) column(chunk *format.ColumnMetaData, kind *format.SchemaElement, rows *int64) (int64, error) {
	begin, length := cmp.Or(chunk.DictionaryPageOffset, chunk.DataPageOffset), chunk.TotalCompressedSize
	if begin < 0 || length < 0 || begin > p.size-length {
		return 0, p.bad("it lies outside of the file")
	}
	if p.packedLeft -= length; p.packedLeft < 0 {
		return 0, p.bad("it shares its pages with another")
	}
	var dictionary, largest int64
	began := false // the library begins at the data pages, wherever they are said to be
	for at := begin; at < begin+length; {
		began = began || at == chunk.DataPageOffset
		pg, next, err := p.page(chunk, kind, at, begin+length)
		if err != nil {
			return 0, err
		}
		at = next
		if pg.isDictionary {
			dictionary = max(dictionary, pg.takes)
			continue
		}
		largest = max(largest, pg.takes)
		if *rows += pg.values; *rows > p.size {
			return 0, p.bad("it has more rows than bytes")
		}
	}
	if length > 0 && !began {
		return 0, p.bad("its pages begin nowhere")
	}
	return dictionary + largest, nil
}

// checkedPage is one page.
type checkedPage struct {
	isDictionary bool
	values       int64
	takes        int64 // bytes of memory
}

// page checks the page at an offset of the file, in a column that has an end.
func (p *pages) page(chunk *format.ColumnMetaData, kind *format.SchemaElement, at, end int64) (pg checkedPage, next int64, err error) {
	var h format.PageHeader
	n := 0
	for _, most := range []int64{shortHeader, maxHeader} {
		if err = p.read(at, min(most, end-at)); err != nil {
			return pg, 0, err
		}
		if n, err = decode(p.packed, &h); err == nil {
			break
		}
	}
	if err != nil {
		return pg, 0, err
	}
	at += int64(n)
	packed, unpacked := int64(h.CompressedPageSize), int64(h.UncompressedPageSize)
	if packed < 0 || packed > end-at || packed > MaxPage || unpacked < 0 || unpacked > MaxPage {
		return pg, 0, p.bad("a page of %d bytes, %d unpacked", packed, unpacked)
	}
	if err := p.read(at, packed); err != nil {
		return pg, 0, err
	}
	decoded, err := p.decoded(chunk, kind, &h, &pg)
	// What is decoded of a value: its level, its place in the dictionary, and itself or where it begins.
	const level, index, value = 1, 4, 16
	width := max(value, int64(kind.TypeLength.V)) + level + index
	if pg.takes = packed + 2*unpacked + pg.values*width + decoded; err == nil && (pg.values < 0 || pg.takes > maxHeld) {
		err = p.bad("a page has %d values", pg.values)
	}
	return pg, at + packed, err
}

// read reads so many bytes of the file into packed.
func (p *pages) read(at, n int64) error {
	p.packed = sized(p.packed, n)
	if _, err := p.in.ReadAt(p.packed, at); err != nil {
		return fmt.Errorf("list: %w", err)
	}
	return nil
}

// decoded goes over the runs of a page, and returns how many bytes they come to.
func (p *pages) decoded(chunk *format.ColumnMetaData, kind *format.SchemaElement, h *format.PageHeader, pg *checkedPage) (int64, error) {
	data, isPacked := p.packed, chunk.Codec != format.Uncompressed
	optional := kind.RepetitionType.V == format.Optional
	var levels []byte
	var encoding format.Encoding
	switch {
	case h.Type == format.DictionaryPage && h.DictionaryPageHeader.Valid:
		pg.isDictionary, pg.values = true, int64(h.DictionaryPageHeader.V.NumValues)
		encoding = h.DictionaryPageHeader.V.Encoding
		if encoding == format.PlainDictionary {
			encoding = format.Plain
		}
		optional = false
	case h.Type == format.DataPage && h.DataPageHeader.Valid:
		pg.values, encoding = int64(h.DataPageHeader.V.NumValues), h.DataPageHeader.V.Encoding
		if optional && h.DataPageHeader.V.DefinitionLevelEncoding != format.RLE {
			return 0, p.bad("levels are not runs")
		}
	case h.Type == format.DataPageV2 && h.DataPageHeaderV2.Valid:
		v2 := &h.DataPageHeaderV2.V
		repeated, defined := int(v2.RepetitionLevelsByteLength), int(v2.DefinitionLevelsByteLength)
		if repeated < 0 || defined < 0 || repeated+defined > len(data) || v2.NumNulls < 0 || v2.NumNulls > v2.NumValues {
			return 0, p.bad("levels of %d bytes", defined)
		}
		pg.values, encoding = int64(v2.NumValues), v2.Encoding
		levels, data = data[repeated:repeated+defined], data[repeated+defined:]
		isPacked = isPacked && (!v2.IsCompressed.Valid || v2.IsCompressed.V)
	default:
		return 0, p.bad("a page of the kind %s", h.Type)
	}
	if isPacked {
		var err error
		if data, err = p.unpack(chunk.Codec, data, int(h.UncompressedPageSize)); err != nil {
			return 0, err
		}
	}
	if optional && h.Type == format.DataPage {
		if len(data) < 4 || int64(binary.LittleEndian.Uint32(data)) > int64(len(data)-4) {
			return 0, p.bad("levels beyond their page")
		}
		n := binary.LittleEndian.Uint32(data)
		levels, data = data[4:4+n], data[4+n:]
	}
	total, err := runs(levels, 1)
	if err != nil {
		return 0, err
	}
	switch encoding {
	case format.Plain:
		return total, nil
	case format.PlainDictionary, format.RLEDictionary:
		if len(data) == 0 || data[0] > 32 {
			return total, nil // no indexes; the library says what is wrong
		}
		indexes, err := runs(data[1:], int64(data[0]))
		return total + 4*indexes, err
	case format.DeltaBinaryPacked, format.DeltaLengthByteArray:
		return total + 2*8*deltas(data), nil // while they are read, and where they go
	}
	return 0, p.bad("values are written as %s", encoding)
}

// runs returns how many values so wide come of runs and packed groups of eight; they stop where the
// data do.
func runs(data []byte, width int64) (total int64, err error) {
	for len(data) > 0 && total <= maxHeld {
		head, n := binary.Uvarint(data)
		if n <= 0 || head>>1 > maxHeld {
			return 0, fmt.Errorf("%w: a run without end", ErrParquet)
		}
		data = data[n:]
		count, takes := int64(head>>1), (width+7)/8
		if head&1 != 0 {
			count, takes = 8*count, count*width
		}
		total += count
		data = data[min(takes, int64(len(data))):]
	}
	return total, nil
}

// deltas returns how many numbers differences from one to the next say that they come to: the third
// number of their head.
func deltas(data []byte) int64 {
	var count uint64
	for range 3 {
		v, n := binary.Uvarint(data)
		if n <= 0 {
			return 0 // the library says what is wrong
		}
		count, data = v, data[n:]
	}
	return int64(min(count, maxHeld))
}

// unpack unpacks data that say how large they are at most, and refuses those that are larger.
func (p *pages) unpack(codec format.CompressionCodec, data []byte, size int) ([]byte, error) {
	if p.unpackedLeft -= int64(size); p.unpackedLeft < 0 {
		return nil, p.bad("pages unpack to more than %d times the file", maxGrowth)
	}
	if size == 0 && len(data) == 0 { // a page of nulls
		return nil, nil
	}
	var in io.Reader = bytes.NewReader(data)
	var err error
	switch codec {
	case format.Snappy:
		if n, wrong := snappy.DecodedLen(data); wrong != nil || n > size {
			return nil, p.bad("a page is damaged, or larger than it says")
		}
		p.unpacked, err = snappy.Decode(sized(p.unpacked, int64(size)), data)
		return p.unpacked, p.damaged(err)
	case format.Zstd:
		err = p.zstd.Reset(in)
		in = p.zstd
	case format.Gzip:
		in, err = gzip.NewReader(in)
	default:
		return nil, p.bad("it is packed by %s", codec)
	}
	if err != nil {
		return nil, p.damaged(err)
	}
	all := bytes.NewBuffer(sized(p.unpacked, int64(size)+bytes.MinRead)[:0])
	n, err := io.Copy(all, io.LimitReader(in, int64(size)+1))
	p.unpacked = all.Bytes()
	if n > int64(size) {
		return nil, p.bad("a page is larger than it says")
	}
	return p.unpacked, p.damaged(err)
}

// damaged says that a page cannot be unpacked; nil where there is no error.
func (p *pages) damaged(err error) error {
	if err == nil {
		return nil
	}
	return p.bad("a page is damaged: %v", err)
}

// sized returns a buffer of so many bytes, the same one where it is large enough.
func sized(b []byte, n int64) []byte {
	if n > int64(cap(b)) {
		return make([]byte, n)
	}
	return b[:n]
}
