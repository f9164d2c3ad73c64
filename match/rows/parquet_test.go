package rows_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"samano/match/batch"
	"samano/match/rows"
)

type parquetPerson struct {
	Given   string  `parquet:"given,dict"`
	Surname *string `parquet:"surname,optional"`
	Born    int32   `parquet:"born,date,optional"`
	Seen    int64   `parquet:"seen,timestamp(microsecond)"`
	Village int64   `parquet:"village,snappy"`
}

// people writes a file of so many rows, in groups of a thousand.
func people(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[parquetPerson](&b, parquet.MaxRowsPerRowGroup(1000))
	surname := "Vongsa"
	born := time.Date(1974, 5, 3, 0, 0, 0, 0, time.UTC)
	for i := range n {
		p := parquetPerson{Given: fmt.Sprintf("Bounmy%d", i), Born: int32(born.Unix() / 86400), Seen: born.UnixMicro(), Village: int64(i)}
		if i%2 == 0 {
			p.Surname = &surname
		}
		if _, err := w.Write([]parquetPerson{p}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestParquetIsReadAsCSVWouldBe(t *testing.T) {
	const count = 2500
	name := filepath.Join(t.TempDir(), "people")
	if err := os.WriteFile(name, people(t, count), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	source, err := rows.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	if source.Rows() != count {
		t.Errorf("%d rows are told", source.Rows())
	}
	reader := batch.NewReader(source, batch.Guess(source.Header(), ""), batch.NewSpelledPlaces())
	var got []batch.Row
	for row, err := reader.Next(); !errors.Is(err, io.EOF); row, err = reader.Next() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row)
	}
	if len(got) != count {
		t.Fatalf("%d rows of %d", len(got), count)
	}
	for i, row := range got {
		n := row.Record.Names[0]
		if len(row.Findings) > 0 || row.Line != int64(i+1) || n.Given != fmt.Sprintf("Bounmy%d", i) || (n.Surname == "Vongsa") != (i%2 == 0) ||
			row.Record.Birth.EDTF() != "1974-05-03" || row.Record.Home.Village == 0 {
			t.Fatalf("row %d: %+v", i, row)
		}
	}
	if p := batch.Guess([]string{"seen"}, ""); p != nil {
		t.Errorf("%+v", p)
	}
}

func TestTimesInParquetBecomeDays(t *testing.T) {
	b := people(t, 3)
	source, err := opened(t, b)
	if err != nil {
		t.Fatal(err)
	}
	c, err := source.Next()
	if err != nil || c.Values[3] != "1974-05-03" || c.Values[4] != "0" {
		t.Errorf("%q, %v", c.Values, err)
	}
}

func TestParquetOfListsIsRefused(t *testing.T) {
	var b bytes.Buffer
	w := parquet.NewGenericWriter[struct {
		Given []string `parquet:"given"`
	}](&b)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := opened(t, b.Bytes()); !errors.Is(err, rows.ErrParquet) {
		t.Errorf("%v", err)
	}
}

// A damaged file gives an error or rows, and never a panic or an endless walk, and never takes more memory
// than a file of any size may.
func FuzzParquet(f *testing.F) {
	good := people(f, 5)
	f.Add(good)
	f.Add(good[:len(good)-9])
	for _, at := range []int{4, len(good) / 3, len(good) / 2, len(good) - 30} {
		bad := bytes.Clone(good)
		bad[at] ^= 0xff
		f.Add(bad)
	}
	for _, file := range hostile(f) {
		f.Add(file[:min(len(file), 1<<10)])
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if !bytes.HasPrefix(file, []byte("PAR1")) {
			return // it is read as CSV
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		defer func() {
			runtime.ReadMemStats(&after)
			if spent := after.TotalAlloc - before.TotalAlloc; spent > 1<<30 {
				t.Fatalf("%d bytes cost %d MB", len(file), spent>>20)
			}
		}()
		source, err := opened(t, file)
		if err != nil {
			if !errors.Is(err, rows.ErrParquet) && !errors.Is(err, rows.ErrColumns) {
				t.Fatal(err)
			}
			return
		}
		for range 1000 {
			if _, err := source.Next(); err != nil {
				if !errors.Is(err, io.EOF) && !errors.Is(err, rows.ErrParquet) {
					t.Fatal(err)
				}
				return
			}
		}
	})
}

// opened reads the bytes as a file on disk.
func opened(t testing.TB, b []byte) (rows.Source, error) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "list"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
	return rows.Open(f)
}
