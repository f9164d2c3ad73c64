package lot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"samano/office/application"
	"samano/register"
)

// The lines of a lot are those that are not empty, however long.
func TestLinesOfALot(t *testing.T) {
	long := strings.Repeat("x", 10_000)
	for text, want := range map[string]int64{
		"": 0, "\n": 0, " \t\r\n \n": 0, "a": 1, "a\n": 1, "\na": 1, "a\n\nb": 2, "a\r\nb\r\n": 2, long: 1, long + "\n" + long + "\n": 2, strings.Repeat(" ", 10_000) + "\n": 0,
		strings.Repeat(" ", 5000) + "x\n": 1, "x" + strings.Repeat(" ", 5000) + "\n": 1, "a\n" + strings.Repeat(" ", 5000): 1,
	} {
		if got, err := countLines(strings.NewReader(text)); got != want || err != nil {
			t.Errorf("%.20q… of %d bytes: %d lines, not %d, %v", text, len(text), got, want, err)
		}
	}
	got, err := countLines(io.MultiReader(strings.NewReader("a\nb"), &failingReader{}))
	if !errors.Is(err, errBroken) || got != 2 {
		t.Errorf("a file that breaks off: %d, %v", got, err)
	}
}

var errBroken = errors.New("the file breaks off")

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errBroken }

// A lot's file is handed out by blocks of which the hash is known, in order and whole.
func TestBlocksOfALot(t *testing.T) {
	for _, size := range []int{0, 1, blockSize - 1, blockSize, blockSize + 1, 2 * blockSize} {
		text := bytes.Repeat([]byte("0123456789"), size/10+1)[:size]
		var sums []blockHash
		first := &blockReader{from: bytes.NewReader(text), accept: func(n int, sum blockHash) bool {
			if n != len(sums) {
				t.Errorf("block %d comes as number %d", len(sums), n)
			}
			sums = append(sums, sum)
			return true
		}}
		got, err := io.ReadAll(first)
		if err != nil || !bytes.Equal(got, text) || first.fault() != nil {
			t.Errorf("%d bytes: %d come, %v", size, len(got), err)
		}
		var want []blockHash
		for part := range slices.Chunk(text, blockSize) {
			want = append(want, sha256.Sum256(part))
		}
		if !slices.Equal(sums, want) {
			t.Errorf("%d bytes are %d blocks", size, len(sums))
		}
		for _, stop := range []int{0, 1} { // a block that is refused, and all before it
			refusing := &blockReader{from: bytes.NewReader(text), accept: func(n int, _ blockHash) bool { return n < stop }}
			got, err := io.ReadAll(refusing)
			if len(want) <= stop {
				if err != nil {
					t.Errorf("%d bytes: %v", size, err)
				}
				continue
			}
			if !register.HasCode(err, CodeChanged) || register.KindOf(err) != register.Conflict || len(got) != min(size, stop*blockSize) || refusing.fault() == nil {
				t.Errorf("%d bytes, block %d refused: %d come, %v", size, stop, len(got), err)
			}
		}
		for more, whole := range map[int]bool{0: true, 1: false} { // a file that lacks blocks
			short := &blockReader{from: bytes.NewReader(text), blocks: len(want) + more, accept: func(int, blockHash) bool { return true }}
			if _, err := io.ReadAll(short); (err == nil) != whole || !whole && !register.HasCode(err, CodeChanged) {
				t.Errorf("%d bytes, of which %d blocks lack: %v", size, more, err)
			}
		}
		broken := &blockReader{from: io.MultiReader(bytes.NewReader(text), failingReader{}), accept: func(int, blockHash) bool { return true }}
		if got, err := io.ReadAll(broken); !register.HasCode(err, register.CodeBrokenOff) || register.KindOf(err) != register.Invalid || !errors.Is(err, errBroken) || len(got) > size {
			t.Errorf("%d bytes that break off: %v", size, err)
		}
	}
}

// A lot's end counts what became of each proposal.
func TestTheCountOfALot(t *testing.T) {
	var end End
	for _, s := range []application.Submitted{{}, {Outcome: &application.Outcome{}}, {Outcome: &application.Outcome{Before: true}}, {Outcome: &application.Outcome{}}, {Err: errBroken}, {Application: "x"}, {Outcome: &application.Outcome{}}} {
		end.count(s)
	}
	if end != (End{Registered: 3, Repeated: 1, Refused: 3}) {
		t.Errorf("%+v", end)
	}
}

// gone are applications whose database is away: in the call of that name.
type gone struct {
	application.Applications
	call string
}

func (g gone) Holders(context.Context, ...register.ActID) (map[register.ActID]application.ID, error) {
	if g.call == "Holders" {
		return nil, &register.Error{Kind: register.Unavailable, Op: "test.Holders"}
	}
	return map[register.ActID]application.ID{"a1": "a"}, nil
}

func (g gone) Application(context.Context, application.ID) (application.Application, error) {
	return application.Application{}, &register.Error{Kind: register.Unavailable, Op: "test.Application"}
}

// Where it cannot be asked which acts applications hold, no line is decided.
func TestNothingIsDecidedWhileTheDeskIsAway(t *testing.T) {
	for _, call := range []string{"Holders", "Application"} {
		c := Config{Applications: gone{call: call}}
		told, err := c.refuse(t.Context(), []register.Proposal{{ID: "a1"}})
		if told != nil || register.KindOf(err) != register.Unavailable {
			t.Errorf("%s fails, and it comes to %v, %v", call, told, err)
		}
	}
}
