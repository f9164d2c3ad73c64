package rows_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"samano/match/rows"
)

// mostAllocated is what a file of some kilobytes may cost in memory, from its opening to its refusal.
const mostAllocated = 96 << 20

// given is the optional column of texts that the hostile files have.
var given = format.SchemaElement{
	Name: "given", Type: thrift.New(format.ByteArray), RepetitionType: thrift.New(format.Optional),
}

// encoded returns a structure of the format as files hold it.
func encoded(t testing.TB, v any) []byte {
	t.Helper()
	b, err := thrift.Marshal(new(thrift.CompactProtocol), v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fileOf returns a file with that body and footer.
func fileOf(body, footer []byte) []byte {
	file := slices.Concat([]byte("PAR1"), body, footer)
	return append(binary.LittleEndian.AppendUint32(file, uint32(len(footer))), "PAR1"...)
}

// chunkOf describes a column that lies at the beginning of the body.
func chunkOf(codec format.CompressionCodec, body []byte, values int64) format.ColumnChunk {
	return format.ColumnChunk{MetaData: format.ColumnMetaData{
		Type: format.ByteArray, Encoding: []format.Encoding{format.Plain}, PathInSchema: []string{"given"}, Codec: codec,
		NumValues: values, TotalUncompressedSize: 1, TotalCompressedSize: int64(len(body)), DataPageOffset: 4,
	}}
}

// columnOf returns a file of one column whose pages are the body, described that often.
func columnOf(t testing.TB, codec format.CompressionCodec, body []byte, times int) []byte {
	t.Helper()
	m := format.FileMetaData{Version: 1, Schema: []format.SchemaElement{{Name: "root", NumChildren: thrift.New[int32](1)}, given}}
	for range times {
		m.RowGroups = append(m.RowGroups, format.RowGroup{Columns: []format.ColumnChunk{chunkOf(codec, body, 5)}, NumRows: 5})
	}
	m.NumRows = int64(5 * times)
	return fileOf(body, encoded(t, &m))
}

// page returns a page of data; size is what it says that it has unpacked.
func page(t testing.TB, data []byte, size int, header format.DataPageHeader) []byte {
	t.Helper()
	return append(encoded(t, &format.PageHeader{
		Type: format.DataPage, UncompressedPageSize: int32(size), CompressedPageSize: int32(len(data)), DataPageHeader: thrift.New(header),
	}), data...)
}

// run returns so many equal values as one run, with the width of a dictionary's indexes before them or
// without.
func run(count int) []byte { return append(binary.AppendUvarint(nil, uint64(count)<<1), 0) }

// levels returns the levels of a page of the first version.
func levels(runs []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(runs))), runs...)
}

// packed returns so many zeros behind the levels of five nulls.
func packed(t testing.TB, w io.WriteCloser, out *bytes.Buffer, zeros int) []byte {
	t.Helper()
	zero := make([]byte, 1<<20)
	for _, b := range append([][]byte{levels(run(5))}, slices.Repeat([][]byte{zero}, zeros/len(zero))...) {
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zstandard(t testing.TB, zeros int) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	return packed(t, w, &out, zeros)
}

func gzipped(t testing.TB, zeros int) []byte {
	t.Helper()
	var out bytes.Buffer
	return packed(t, gzip.NewWriter(&out), &out, zeros)
}

// plain describes so many values as they come.
func plain(values int) format.DataPageHeader {
	return format.DataPageHeader{NumValues: int32(values), Encoding: format.Plain, DefinitionLevelEncoding: format.RLE}
}

// five is a page of five nulls.
func five(t testing.TB) []byte {
	nulls := levels(run(5))
	return page(t, nulls, len(nulls), plain(5))
}

// dictionary returns a page with a dictionary of so many texts, of which one is there.
func dictionary(t testing.TB, values int) []byte {
	t.Helper()
	text := []byte("\x01\x00\x00\x00a")
	return append(encoded(t, &format.PageHeader{
		Type: format.DictionaryPage, UncompressedPageSize: int32(len(text)), CompressedPageSize: int32(len(text)),
		DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: int32(values), Encoding: format.Plain}),
	}), text...)
}

// indexed is a page of five values of which each run of indexes is so long.
func indexed(t testing.TB, runs ...int) []byte {
	t.Helper()
	data := append(levels(append(run(5)[:1], 1)), 1)
	for _, n := range runs {
		data = append(data, run(n)...)
	}
	header := plain(5)
	header.Encoding = format.RLEDictionary
	return page(t, data, len(data), header)
}

// differences is a page of one text whose lengths are said to be so many.
func differences(t testing.TB, count int) []byte {
	t.Helper()
	data := append(levels(append(run(1)[:1], 1)), 0x80, 1, 4)
	data = append(binary.AppendUvarint(data, uint64(count)), 2, 'a')
	return page(t, data, len(data), format.DataPageHeader{NumValues: 1, Encoding: format.DeltaLengthByteArray, DefinitionLevelEncoding: format.RLE})
}

// second is a page of the second version.
func second(t testing.TB, data []byte, size int, header format.DataPageHeaderV2) []byte {
	t.Helper()
	return append(encoded(t, &format.PageHeader{
		Type: format.DataPageV2, UncompressedPageSize: int32(size), CompressedPageSize: int32(len(data)), DataPageHeaderV2: thrift.New(header),
	}), data...)
}

// described returns a footer with those columns and no rows.
func described(t testing.TB, schema ...format.SchemaElement) []byte {
	t.Helper()
	return encoded(t, &format.FileMetaData{Version: 1, Schema: schema})
}

// deep returns groups within groups, and a column in the last.
func deep(depth int) []format.SchemaElement {
	group := format.SchemaElement{Name: "g", NumChildren: thrift.New[int32](1)}
	return append(slices.Repeat([]format.SchemaElement{group}, depth), given)
}

// nested returns so many lists in one another, in a field that the format does not know.
func nested(depth int) []byte {
	return append(bytes.Repeat([]byte{0x19}, depth), 0x03, 0)
}

// hostile are files of some kilobytes whose reading would take gigabytes, or longer than anybody waits.
func hostile(t testing.TB) map[string][]byte {
	t.Helper()
	one := five(t)
	cut := func(b []byte, size int) []byte { return b[:min(len(b), size)] }
	long := encoded(t, &format.PageHeader{Type: format.DataPage, UncompressedPageSize: 8, CompressedPageSize: 8, DataPageHeader: thrift.New(plain(5))})
	long = append(long[:len(long)-2], 0x1c, 0x18, 0xff, 0xff, 0xff, 0xff, 0x07) // its statistics: a text of 2 GB
	lie := columnOf(t, format.Uncompressed, one, 1)
	binary.LittleEndian.PutUint32(lie[len(lie)-8:], uint32(len(lie)))
	foreign := chunkOf(format.Uncompressed, one, 5)
	foreign.MetaData.DictionaryPageOffset, foreign.MetaData.DataPageOffset = 4, 9
	columns := append([]format.SchemaElement{{Name: "root", NumChildren: thrift.New[int32](1001)}}, slices.Repeat([]format.SchemaElement{given}, 1001)...)
	wide := given
	wide.Type, wide.TypeLength = thrift.New(format.FixedLenByteArray), thrift.New[int32](math.MaxInt32)
	huge := append([]byte{0x15, 2, 0x19, 0xfc}, 0xff, 0xff, 0xff, 0xff, 0x07) // a schema of two billion elements
	eight := zstandard(t, 8<<20)
	return map[string][]byte{
		"zstd, more than it says":     columnOf(t, format.Zstd, page(t, zstandard(t, 256<<20), 100, plain(5)), 1),
		"gzip, more than it says":     columnOf(t, format.Gzip, page(t, gzipped(t, 256<<20), 100, plain(5)), 1),
		"zstd, as much as it says":    columnOf(t, format.Zstd, page(t, zstandard(t, 256<<20), 256<<20+6, plain(5)), 1),
		"snappy of two gigabytes":     columnOf(t, format.Snappy, page(t, binary.AppendUvarint(nil, math.MaxInt32), math.MaxInt32, plain(5)), 1),
		"a page of two gigabytes":     columnOf(t, format.Uncompressed, encoded(t, &format.PageHeader{Type: format.DataPage, CompressedPageSize: math.MaxInt32, DataPageHeader: thrift.New(plain(5))}), 1),
		"two billion nulls":           columnOf(t, format.Uncompressed, page(t, levels(run(math.MaxInt32)), 10, plain(math.MaxInt32)), 1),
		"two billion levels of five":  columnOf(t, format.Uncompressed, page(t, levels(run(math.MaxInt32)), 10, plain(5)), 1),
		"levels of the second kind":   columnOf(t, format.Uncompressed, second(t, run(math.MaxInt32), 6, format.DataPageHeaderV2{NumValues: 5, NumNulls: 5, NumRows: 5, DefinitionLevelsByteLength: 6}), 1),
		"levels beyond the page":      columnOf(t, format.Uncompressed, second(t, run(5), 2, format.DataPageHeaderV2{NumValues: 5, NumNulls: 5, NumRows: 5, DefinitionLevelsByteLength: 9}), 1),
		"a dictionary of billions":    columnOf(t, format.Uncompressed, append(dictionary(t, math.MaxInt32), indexed(t, 5)...), 1),
		"indexes without end":         columnOf(t, format.Uncompressed, append(dictionary(t, 1), indexed(t, 1<<29)...), 1),
		"many runs of indexes":        columnOf(t, format.Uncompressed, append(dictionary(t, 1), indexed(t, slices.Repeat([]int{1 << 25}, 64)...)...), 1),
		"two billion differences":     columnOf(t, format.Uncompressed, differences(t, math.MaxInt32), 1),
		"texts of one another":        columnOf(t, format.Uncompressed, page(t, levels(run(5)), 6, format.DataPageHeader{NumValues: 5, Encoding: format.DeltaByteArray, DefinitionLevelEncoding: format.RLE}), 1),
		"a million pages of nulls":    columnOf(t, format.Uncompressed, bytes.Repeat(page(t, levels(run(1<<20)), 8, plain(1<<20)), 1000), 1),
		"one column, a hundred times": columnOf(t, format.Uncompressed, bytes.Repeat(one, 100), 100),
		"many pages that unpack":      columnOf(t, format.Zstd, bytes.Repeat(page(t, eight, 8<<20+6, plain(5)), 500), 1),
		"a value of two gigabytes":    fileOf(one, encoded(t, &format.FileMetaData{Schema: []format.SchemaElement{{Name: "root", NumChildren: thrift.New[int32](1)}, wide}, RowGroups: []format.RowGroup{{Columns: []format.ColumnChunk{chunkOf(format.Uncompressed, one, 5)}, NumRows: 5}}})),
		"a header with a long text":   columnOf(t, format.Uncompressed, long, 1),
		"a header that has no end":    columnOf(t, format.Uncompressed, bytes.Repeat([]byte{0x19}, 1<<16), 1),
		"a page of another kind":      columnOf(t, format.Uncompressed, encoded(t, &format.PageHeader{Type: format.IndexPage}), 1),
		"another way of packing":      columnOf(t, format.Brotli, one, 1),
		"half a column":               cut(columnOf(t, format.Uncompressed, one[:len(one)-1], 1), 1<<20),
		"pages that begin elsewhere":  fileOf(one, encoded(t, &format.FileMetaData{Schema: []format.SchemaElement{{Name: "root", NumChildren: thrift.New[int32](1)}, given}, RowGroups: []format.RowGroup{{Columns: []format.ColumnChunk{foreign}, NumRows: 5}}})),
		"a column outside the file":   append(columnOf(t, format.Uncompressed, one, 1)[:4:4], fileOf(nil, encoded(t, &format.FileMetaData{Schema: []format.SchemaElement{{Name: "root", NumChildren: thrift.New[int32](1)}, given}, RowGroups: []format.RowGroup{{Columns: []format.ColumnChunk{chunkOf(format.Uncompressed, bytes.Repeat(one, 1000), 5)}, NumRows: 5}}}))[4:]...),
		"groups 50,000 deep":          fileOf(nil, described(t, deep(50_000)...)),
		"lists a million deep":        fileOf(nil, append([]byte{0xf9}, nested(1<<20)...)),
		"two billion columns":         fileOf(nil, huge),
		"a thousand and one columns":  fileOf(nil, described(t, columns...)),
		"a footer that lies":          lie,
	}
}

// Whatever a small file says that it holds, it is refused before it is unpacked.
func TestSmallParquetCostsLittle(t *testing.T) {
	for name, file := range hostile(t) {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := readAll(t, file)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, rows.ErrParquet) && !errors.Is(err, rows.ErrColumns) {
				t.Errorf("%d bytes are taken: %v", len(file), err)
			}
			if spent := after.TotalAlloc - before.TotalAlloc; spent > mostAllocated {
				t.Errorf("%d bytes cost %d MB", len(file), spent>>20)
			}
		})
	}
}

// What the hostile files are made of is read, so that each is refused for what is hostile in it.
func TestHarmlessParquetOfTheSameMaking(t *testing.T) {
	one := five(t)
	for name, file := range map[string][]byte{
		"pages as they are": columnOf(t, format.Uncompressed, one, 1),
		"zstd":              columnOf(t, format.Zstd, page(t, zstandard(t, 0), 6, plain(5)), 1),
		"gzip":              columnOf(t, format.Gzip, page(t, gzipped(t, 0), 6, plain(5)), 1),
		"a dictionary":      columnOf(t, format.Uncompressed, append(dictionary(t, 1), indexed(t, 5)...), 1),
		"differences":       columnOf(t, format.Uncompressed, differences(t, 1), 1),
		"the second kind":   columnOf(t, format.Uncompressed, second(t, run(5), 2, format.DataPageHeaderV2{NumValues: 5, NumNulls: 5, NumRows: 5, DefinitionLevelsByteLength: 2}), 1),
	} {
		if err := readAll(t, file); !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// readAll reads a file to its end, or as far as a thousand rows tell.
func readAll(t testing.TB, file []byte) error {
	t.Helper()
	source, err := opened(t, file)
	for n := 0; err == nil && n < 1000; n++ {
		_, err = source.Next()
	}
	return err
}
