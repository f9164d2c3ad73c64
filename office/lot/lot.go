// Package lot owns the loading of a lot: a long file of proposals, as of the first enrolment of a
// country, for which two officers of the national desk answer at once ([Submit]). The file is
// hashed whole and by blocks before anything is written, compared again block by block before the
// acts of a block are decided, and recorded in the desk's database ([Store]).
//
// What needs a country is tested in package office (lot_test.go).
package lot

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
	"samano/registrar"
	"samano/registrar/load"
)

// The codes of this package's errors and findings: keys of the message catalogue.
const (
	CodeAuthority = "lot-authority"  // Field: officer or confirmed-by
	CodeOnePerson = "lot-one-person" // the same officer declares and confirms
	CodeBasis     = "lot-without-basis"
	CodeCount     = "lot-count"   // Args: stated, found
	CodeHash      = "lot-hash"    // Args: found
	CodeChanged   = "lot-changed" // the file was changed while it was read
)

// Lot is a long stream of proposals that is loaded at one go: the first enrolment of a country,
// or a migration. Nobody is served meanwhile, and nobody is compared.
type Lot struct {
	Proposals iter.Seq2[register.Proposal, error]
	Acts      int // of one transaction; 0: DefaultActs
	// Report receives each proposal's result, in order, once it is on disk or refused, without
	// particulars of anybody: no look is written. The index counts the stream from 0. May be nil.
	Report   func(index int64, p *register.Proposal, s application.Submitted) error
	Progress func(done, steps int) // of the work that follows the acts; may be nil
}

// DefaultActs is how many acts one transaction of a lot holds unless the lot says otherwise.
const DefaultActs = load.DefaultActs

// Config is what a lot is loaded with.
type Config struct {
	Registrar registrar.Config
	Rules     access.Rules
	Lots      Store
	// Applications tell which acts applications hold: only they lead those to the register.
	Applications application.Applications
	// Sign signs the ledger when all is loaded, before the end is recorded: no server runs that would.
	Sign func(context.Context) error
}

// Input is a file of proposals, one JSON text a line, and what two officers state about it.
// Both have signed in.
type Input struct {
	Declares access.Actor
	Confirms access.Actor
	Basis    string // the order by which it is loaded, with its reference
	Count    int64  // lines of the file that are not empty
	SHA256   string // of the file, hexadecimal

	File io.ReadSeeker
	Read func(io.Reader) iter.Seq2[register.Proposal, error] // reads the file
	Lot                                                      // its Proposals are set by Submit
}

// Record says who loaded which file, and by which order. Each start of a load adds one.
type Record struct {
	At          time.Time          `json:"at"`
	SHA256      string             `json:"sha256"`
	Count       int64              `json:"count"`
	Basis       string             `json:"basis"`
	DeclaredBy  register.OfficerID `json:"declared_by"`
	ConfirmedBy register.OfficerID `json:"confirmed_by"`
	End         *End               `json:"end,omitempty"` // nil: it was broken off, or is still loaded
}

// The kinds of entries about a lot in the log of powers.
const (
	Declared = "lot-declared"
	Ended    = "lot-ended"
)

// End says when a load came to the end of its file, and what became of the acts. Lines that
// were no acts are the rest of the count.
type End struct {
	At         time.Time `json:"at"`
	Registered int64     `json:"registered"`
	Repeated   int64     `json:"repeated"`
	Refused    int64     `json:"refused"`
}

func (e *End) count(s application.Submitted) {
	switch {
	case s.Outcome == nil:
		e.Refused++
	case s.Outcome.Before:
		e.Repeated++
	default:
		e.Registered++
	}
}

// Store keeps the records of lots.
type Store interface {
	// AddLot adds a record without an end. Records are never changed.
	AddLot(ctx context.Context, r Record) error
	// EndLot adds the end of a recorded lot, once. A lot without a record is register.NotFound.
	EndLot(ctx context.Context, r Record) error
	// ListLots returns all records with their ends, the oldest first.
	ListLots(ctx context.Context) ([]Record, error)
}

const op = "lot.Submit"

// Submit registers a lot. What office.Clerk.Submit asks for each proposal is asked once for the
// lot: two different officers of the whole country, who register for every office and see
// everybody, state the basis, the count and the hash of the file. All of it is compared before
// anything is written, and recorded before the first act; the end is recorded too. The checks of
// acts hold for each proposal as for any other, four eyes of the officers that it names included.
//
// A killed load is run again with the same file: acts that are in the register already are
// recognised.
func Submit(ctx context.Context, c Config, in Input) error {
	findings := in.checkOfficers(c.Rules, c.Registrar.Today())
	kind := register.Invalid
	if len(findings) > 0 {
		kind = register.Forbidden
	}
	more, blocks, err := in.checkFile()
	if err != nil {
		return err
	}
	if findings = append(findings, more...); len(findings) > 0 {
		return &register.Error{Kind: kind, Op: op, Findings: findings}
	}
	record := Record{
		At: c.Registrar.Now(), SHA256: in.SHA256, Count: in.Count, Basis: in.Basis,
		DeclaredBy: in.Declares.Officer.ID, ConfirmedBy: in.Confirms.Officer.ID,
	}
	if err := c.Lots.AddLot(ctx, record); err != nil {
		return err
	}
	lot, end := in.Lot, End{}
	lot.Proposals = in.proposals(blocks)
	lot.Report = func(index int64, p *register.Proposal, s application.Submitted) error {
		end.count(s)
		if in.Report == nil {
			return nil
		}
		return in.Report(index, p, s)
	}
	if err := lot.load(ctx, c.Registrar, c.refuse); err != nil {
		return err
	}
	if err := c.Sign(ctx); err != nil {
		return err
	}
	end.At = c.Registrar.Now()
	record.End = &end
	return c.Lots.EndLot(ctx, record)
}

// Found registers a lot in a register that holds nobody yet, and asks nobody: it is for a
// synthetic country, whose proposals come from no file. A register that holds people is refused.
func Found(ctx context.Context, c registrar.Config, l Lot) error {
	head, err := c.Store.Head(ctx)
	if err != nil {
		return err
	}
	if head.NextPerson != 1 {
		return register.Errorf(register.Forbidden, "lot.Found", "the register holds people")
	}
	return l.load(ctx, c, nil)
}

// refuse returns why some lines are not even decided: those that bring along what adjudicators alone
// find (application.AcceptsAnother), and those whose acts an application holds, in whatever state, and
// that are not registered: four eyes, adjudication, refusal and appeal are those of the application.
func (c *Config) refuse(ctx context.Context, proposals []register.Proposal) (map[int]error, error) {
	out := map[int]error{}
	ids := make([]register.ActID, len(proposals))
	for i := range proposals {
		ids[i] = proposals[i].ID
		if application.AcceptsAnother(&proposals[i]) {
			out[i] = register.Coded(register.Invalid, op, application.CodeAcceptedAnother)
		}
	}
	holders, err := c.Applications.Holders(ctx, ids...)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		by, held := holders[id]
		if !held {
			continue
		}
		a, err := c.Applications.Application(ctx, by)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(a.Acts, func(item application.Item) bool { return item.Proposal.ID == id && item.Outcome == nil }) {
			out[i] = register.Coded(register.Duplicate, op, registrar.CodeActIDReused)
		}
	}
	return out, nil
}

func (l Lot) load(ctx context.Context, c registrar.Config, refuse func(context.Context, []register.Proposal) (map[int]error, error)) error {
	loading := load.Loading{Config: c, Acts: l.Acts, Refuse: refuse}
	if l.Report != nil {
		loading.Report = func(index int64, p *register.Proposal, r registrar.Result) error {
			s := application.SubmittedAs(r)
			s.Findings = disclosure.WithOwnParticulars(s.Findings)
			return l.Report(index, p, s)
		}
	}
	return load.Run(ctx, loading, l.Proposals, l.Progress)
}

// checkOfficers returns why these two officers may not load a lot. A lot holds acts of any office
// about anybody, so that both need the rights of the national desk.
func (in *Input) checkOfficers(rules access.Rules, today register.Day) (out []register.Finding) {
	for _, o := range []struct {
		field string
		who   access.Actor
	}{{"officer", in.Declares}, {"confirmed-by", in.Confirms}} {
		if rules.Has(o.who, access.Register, today) != nil || rules.Has(o.who, access.NationalDesk, today) != nil {
			out = append(out, register.Blocked(CodeAuthority, o.field))
		}
	}
	if in.Declares.Officer.ID == in.Confirms.Officer.ID {
		out = append(out, register.Blocked(CodeOnePerson, "confirmed-by"))
	}
	return out
}

// checkFile compares what is stated about the file with the file, and returns the hashes of its
// blocks.
func (in *Input) checkFile() (out []register.Finding, blocks []blockHash, err error) {
	if strings.TrimSpace(in.Basis) == "" {
		out = append(out, register.Blocked(CodeBasis, "basis"))
	}
	out = append(out, application.CheckText("basis", in.Basis, acts.MaxText)...)
	hash := sha256.New()
	first := &blockReader{from: in.File, accept: func(_ int, sum blockHash) bool {
		blocks = append(blocks, sum)
		return true
	}}
	count, err := countLines(io.TeeReader(first, hash))
	if err != nil {
		return nil, nil, err
	}
	if count != in.Count {
		out = append(out, register.Blocked(CodeCount, "count", "stated", strconv.FormatInt(in.Count, 10), "found", strconv.FormatInt(count, 10)))
	}
	if sum := hex.EncodeToString(hash.Sum(nil)); sum != in.SHA256 {
		out = append(out, register.Blocked(CodeHash, "sha256", "found", sum))
	}
	if _, err := in.File.Seek(0, io.SeekStart); err != nil {
		return nil, nil, unread(err)
	}
	return out, blocks, nil
}

// proposals reads the file once more. The stream ends with CodeChanged before the first block
// that is another one this time.
func (in *Input) proposals(blocks []blockHash) iter.Seq2[register.Proposal, error] {
	return func(yield func(register.Proposal, error) bool) {
		again := &blockReader{from: in.File, blocks: len(blocks), accept: func(n int, sum blockHash) bool {
			return n < len(blocks) && sum == blocks[n]
		}}
		for p, err := range in.Read(again) {
			if again.fault() != nil {
				break
			}
			if !yield(p, err) {
				return
			}
		}
		if _, err := io.Copy(io.Discard, again); err != nil {
			yield(register.Proposal{}, err)
		}
	}
}

// countLines counts the lines that are not empty.
func countLines(r io.Reader) (n int64, err error) {
	lines := bufio.NewReader(r)
	for text := false; ; {
		part, err := lines.ReadSlice('\n')
		text = text || len(bytes.TrimSpace(part)) > 0
		if errors.Is(err, bufio.ErrBufferFull) {
			continue // the line goes on
		}
		if text {
			n++
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return n, err
		}
		text = false
	}
}
