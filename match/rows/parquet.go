package rows

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// ErrParquet means that a file begins as Parquet does and cannot be read as such.
var ErrParquet = errors.New("list: the file cannot be read as Parquet")

// magic is what a Parquet file begins and ends with.
const magic = "PAR1"

// Open reads a file in the format that its first bytes show.
func Open(f *os.File) (Source, error) {
	begin := make([]byte, len(magic))
	n, err := f.ReadAt(begin, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("list: %w", err)
	}
	if string(begin[:n]) == magic {
		info, err := f.Stat()
		if err != nil {
			return nil, fmt.Errorf("list: %w", err)
		}
		return readParquet(f, info.Size())
	}
	return CSV(f)
}

// parquetFile reads flat columns by the batch of rows.
type parquetFile struct {
	header []string
	text   []func(parquet.Value) string // by column
	rows   int64
	groups []parquet.RowGroup
	open   parquet.Rows // of the first of groups; nil: not begun
	batch  []parquet.Row
	left   []parquet.Row // of the batch
	line   int64
	values []string
}

// batchRows is how many rows are read at a time.
const batchRows = 256

// readParquet reads a Parquet file whose columns are flat; lists and groups within a row are no columns
// of people and are refused. Days and times become dates as a CSV would have them. The library
// panics on some files that are damaged: that is caught and returned as an error. What it would unpack
// without a limit is measured first ([checkPages]).
func readParquet(r io.ReaderAt, size int64) (s Source, err error) {
	defer caught(&err)
	m, err := readFooter(r, size)
	if err != nil {
		return nil, err
	}
	if err := checkPages(r, size, m); err != nil {
		return nil, err
	}
	f, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrParquet, err)
	}
	p := &parquetFile{rows: f.NumRows(), groups: f.RowGroups(), batch: make([]parquet.Row, batchRows)}
	for _, field := range f.Schema().Fields() {
		p.header = append(p.header, field.Name())
		p.text = append(p.text, textOf(field.Type()))
	}
	p.values = make([]string, len(p.header))
	return p, nil
}

// caught turns a panic of the library into an error.
func caught(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: %v", ErrParquet, r)
	}
}

// textOf says how the values of a column are written.
func textOf(t parquet.Type) func(parquet.Value) string {
	if logical := t.LogicalType(); logical != nil {
		switch kind := logical.Value.(type) {
		case *format.DateType:
			return func(v parquet.Value) string { return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly) }
		case *format.TimestampType:
			if kind.Unit.Value == nil {
				break
			}
			unit := kind.Unit.Value.Duration()
			return func(v parquet.Value) string {
				return time.Unix(v.Int64()/int64(time.Second/unit), 0).UTC().Format(time.DateOnly)
			}
		}
	}
	if t.Kind() == parquet.ByteArray || t.Kind() == parquet.FixedLenByteArray {
		return func(v parquet.Value) string { return string(v.ByteArray()) }
	}
	return parquet.Value.String
}

func (p *parquetFile) Header() []string { return p.header }
func (p *parquetFile) Rows() int64      { return p.rows }

func (p *parquetFile) Next() (c Cells, err error) {
	defer caught(&err)
	for len(p.left) == 0 {
		if len(p.groups) == 0 {
			return c, io.EOF
		}
		if p.open == nil {
			p.open = p.groups[0].Rows()
		}
		n, err := p.open.ReadRows(p.batch)
		p.left = p.batch[:n]
		switch {
		case errors.Is(err, io.EOF):
			if err := p.open.Close(); err != nil {
				return c, fmt.Errorf("%w: %w", ErrParquet, err)
			}
			p.open, p.groups = nil, p.groups[1:]
		case err != nil:
			return c, fmt.Errorf("%w: %w", ErrParquet, err)
		case n == 0:
			return c, fmt.Errorf("%w: it gives no rows", ErrParquet)
		}
	}
	row := p.left[0]
	p.left = p.left[1:]
	p.line++
	clear(p.values)
	for _, v := range row {
		if at := v.Column(); at >= 0 && at < len(p.values) && !v.IsNull() {
			p.values[at] = p.text[at](v)
		}
	}
	return Cells{Line: p.line, Values: p.values}, nil
}
