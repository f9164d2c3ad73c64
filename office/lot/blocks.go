package lot

import (
	"crypto/sha256"
	"errors"
	"io"

	"samano/register"
)

// blockSize is how many bytes of a lot's file are compared at a time: few hashes for a large file,
// and little to hold back.
const blockSize = 1 << 20

type blockHash [sha256.Size]byte

// blockReader reads a file block by block and hands out only the bytes of accepted blocks.
type blockReader struct {
	from   io.Reader
	accept func(n int, sum blockHash) bool // the block of that number, from 0
	blocks int                             // how many there must be at least

	n    int    // blocks read
	buf  []byte // the block
	rest []byte // what of it is not handed out
	err  error  // io.EOF behind the last block
}

// Read implements io.Reader. Its errors have the code of a lot.
func (b *blockReader) Read(p []byte) (int, error) {
	if len(b.rest) == 0 && b.err == nil {
		b.next()
	}
	if len(b.rest) == 0 {
		return 0, b.err
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

// fault returns the error that ended the reading before the end of the file.
func (b *blockReader) fault() error {
	if b.err == io.EOF {
		return nil
	}
	return b.err
}

func (b *blockReader) next() {
	if b.buf == nil {
		b.buf = make([]byte, blockSize)
	}
	size, err := io.ReadFull(b.from, b.buf)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		b.err = io.EOF
	case err != nil:
		b.err = unread(err)
		return
	}
	if size > 0 {
		if !b.accept(b.n, sha256.Sum256(b.buf[:size])) {
			b.err = changed()
			return
		}
		b.n++
		b.rest = b.buf[:size]
	}
	if b.err != nil && b.n < b.blocks {
		b.err = changed()
	}
}

func unread(err error) error {
	return &register.Error{Kind: register.Invalid, Op: op, Code: register.CodeBrokenOff, Err: err}
}

func changed() error { return register.Coded(register.Conflict, op, CodeChanged) }
