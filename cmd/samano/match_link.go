package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"samano/access"
	"samano/disclosure"
	"samano/keys"
	"samano/law"
	"samano/match"
	"samano/match/batch"
	"samano/register"
)

type matchLinkCmd struct {
	reasonFlags
	File     string  `arg:"" help:"The other office's list: CSV in UTF-8 whose first line names the columns, or Parquet." type:"existingfile"`
	Plan     string  `help:"TOML that says which column holds what; none: the names of the columns say it." type:"existingfile" placeholder:"FILE"`
	Out      string  `help:"File for the answers; none: beside the list. The receipt has the same name and .receipt." type:"path" placeholder:"FILE"`
	Numbers  bool    `help:"Also the number of whom the answer is yes; only for a purpose that allows it."`
	Search   string  `help:"Where to look: ${enum}. In memory the whole register is read first, which pays for long lists." enum:"auto,memory,database" default:"auto"`
	Expected float64 `help:"Share of the people of the list who are expected to be registered; none: learned from the list." default:"0" placeholder:"SHARE"`
}

// mostAskedShown is from how many rows on that found one person it is told: a list of people has each once or twice, and
// who writes one person down in many ways asks for something else.
const mostAskedShown = 20

// Run asks for each row whether the person is registered. The answers leave when every look is on disk.
func (c *matchLinkCmd) Run(ctx context.Context, g *Globals) (err error) {
	if c.Expected < 0 || c.Expected >= 1 {
		return usagef("--expected is a share above 0 and below 1")
	}
	if c.Out == "" {
		c.Out = c.File + ".answers.csv"
	}
	for _, name := range []string{c.Out, c.receiptFile()} {
		if _, err := os.Stat(name); err == nil {
			return usagef("%s is there already and is not overwritten; name another file with --out", name)
		}
	}
	l := &fileLink{c: c, g: g}
	source, closeFile, err := l.open()
	if err != nil {
		return err
	}
	defer closeFile()
	plan, err := readLinkPlan(c.Plan, source.Header(), "")
	if err != nil {
		return err
	}
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	l.h, l.who, l.plan = h, who, plan
	if err := l.permitted(ctx); err != nil {
		return err
	}
	if err := l.answer(ctx); err != nil {
		return err
	}
	return l.tell()
}

func (c *matchLinkCmd) receiptFile() string { return strings.TrimSuffix(c.Out, ".csv") + ".receipt" }

// fileLink is one list being matched.
type fileLink struct {
	c       *matchLinkCmd
	g       *Globals
	h       *house
	who     access.Actor
	file    *os.File
	plan    *batch.Plan
	rows    int64 // of the list; of a CSV file at most
	receipt batch.Receipt
	asked   map[register.PersonID]int64 // rows that found a person

	shown    []batch.RowFinding // of the findings
	findings int
}

// open opens the list and hashes it as it is.
func (l *fileLink) open() (s batch.Source, closeFile func(), err error) {
	if l.file, err = os.Open(l.c.File); err != nil {
		return nil, nil, usagef("cannot read %s: %v", l.c.File, err)
	}
	closeFile = func() { _ = l.file.Close() }
	sum, lines := sha256.New(), lineCounter(0)
	if _, err = io.Copy(io.MultiWriter(sum, &lines), l.file); err == nil {
		s, err = l.source()
	}
	if err != nil {
		closeFile()
		return nil, nil, unreadable(err)
	}
	l.receipt.Input, l.rows = hashed(sum), cmp.Or(s.Rows(), int64(lines))
	return s, closeFile, nil
}

// source reads the list from its beginning.
func (l *fileLink) source() (batch.Source, error) {
	if _, err := l.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return batch.Open(l.file)
}

// reader reads its rows.
func (l *fileLink) reader(ctx context.Context) (*batch.Reader, error) {
	source, err := l.source()
	if err != nil {
		return nil, unreadable(err)
	}
	atlas, err := l.h.Registrar.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	return batch.NewReader(source, l.plan, batch.NewGazetteer(atlas, register.DayAt(l.h.Clock()))), nil
}

// lineCounter counts the ends of lines that are written to it.
type lineCounter int64

func (n *lineCounter) Write(b []byte) (int, error) {
	*n += lineCounter(bytes.Count(b, []byte{'\n'}))
	return len(b), nil
}

func hashed(h hash.Hash) string { return batch.Hash([sha256.Size]byte(h.Sum(nil))) }

// permitted holds that the officer may, and writes the look at the register as a whole.
func (l *fileLink) permitted(ctx context.Context) error {
	why := l.c.reason(access.WhatFile)
	_, purpose, err := l.h.Rules.MayRead(l.who, why, register.DayAt(l.h.Clock()))
	if err != nil {
		return err
	}
	if l.c.Numbers && purpose.Files != law.FilesNumbers {
		return &register.Error{Kind: register.Forbidden, Op: "match link", Code: "purpose-not-for-numbers"}
	}
	return l.h.Reader.Look(ctx, l.who, why, access.Found{})
}

// answer writes the answers and the receipt. Both have their names when they are whole.
func (l *fileLink) answer(ctx context.Context) (err error) {
	linker, err := l.linker(ctx)
	if err != nil {
		return err
	}
	reader, err := l.reader(ctx)
	if err != nil {
		return err
	}
	part := l.c.Out + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return usagef("cannot write %s: %v", part, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(part))
		}
	}()
	sum := sha256.New()
	buffered := bufio.NewWriter(io.MultiWriter(f, sum))
	out := csv.NewWriter(buffered)
	if err := out.Write(l.columns()); err != nil {
		return err
	}
	l.asked = map[register.PersonID]int64{}
	bar := l.g.progress("answer")
	for rows, err := range linker.Answers(ctx, reader) {
		if err != nil {
			return unreadable(err)
		}
		if err := l.write(ctx, out, rows); err != nil {
			return err
		}
		bar.set(l.receipt.Rows, l.rows)
	}
	bar.done()
	out.Flush()
	if err := errors.Join(out.Error(), buffered.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	l.receipt.Answers = hashed(sum)
	signed, err := l.signed()
	if err != nil {
		return err
	}
	if err := l.g.write(l.c.receiptFile(), signed); err != nil {
		return err
	}
	return os.Rename(part, l.c.Out)
}

func (l *fileLink) columns() []string {
	if l.c.Numbers {
		return []string{"row", "answer", "number", "findings"}
	}
	return []string{"row", "answer", "findings"}
}

// linker asks by the law's probabilities.
func (l *fileLink) linker(ctx context.Context) (*batch.Linker, error) {
	model, version, err := match.ShippedModel()
	if err != nil {
		return nil, err
	}
	f, err := l.h.parts.Register.Founding(ctx)
	if err != nil {
		return nil, err
	}
	day, rules := register.DayAt(l.h.Clock()), l.h.Law.Duplicates
	at := match.Thresholds{SamePPM: rules.SamePPM.On(day).Value, AskPPM: rules.AskPPM.On(day).Value}
	searcher, seq, err := l.searcher(ctx)
	if err != nil {
		return nil, err
	}
	expected, err := l.expected(ctx, searcher, model)
	if err != nil {
		return nil, err
	}
	var searchers []batch.Searcher
	for range runtime.GOMAXPROCS(0) {
		s, err := searcher(model.Expecting(expected))
		if err != nil {
			return nil, err
		}
		searchers = append(searchers, s)
	}
	r := &l.receipt
	r.Register, r.Seq, r.Weights, r.AskPPM, r.SamePPM, r.Expected = f.Origin, seq, version, at.AskPPM, at.SamePPM, expected
	r.Numbers, r.At, r.Officer, r.Office, r.Purpose, r.Case = l.c.Numbers, l.h.Clock(), l.who.Officer.ID, l.who.Office.ID, l.c.Purpose, l.c.Case
	return &batch.Linker{Searchers: searchers, Thresholds: at}, nil
}

// worthReading is from how many people of the register a row on it pays to read them all: to look for one in the database
// takes as long as to read some twenty.
const worthReading = 20

// searcher looks where it costs less. seq is the act up to which everybody is there for sure.
func (l *fileLink) searcher(ctx context.Context) (searcher func(*match.Model) (batch.Searcher, error), seq register.Seq, err error) {
	head, err := l.h.parts.Register.Head(ctx)
	if err != nil {
		return nil, 0, err
	}
	if l.c.Search == "database" || l.c.Search == "auto" && l.rows*worthReading < head.NextPerson {
		return func(m *match.Model) (batch.Searcher, error) { return l.h.storedSearch(ctx, m) }, register.Seq(head.Size), nil
	}
	w, err := l.h.wholeRegister(ctx)
	if err != nil {
		return nil, 0, err
	}
	return func(m *match.Model) (batch.Searcher, error) { return batch.InMemory(w.index, m), nil }, w.seq, nil
}

// expected is the share of the people of the list who are expected to be registered.
func (l *fileLink) expected(ctx context.Context, searcher func(*match.Model) (batch.Searcher, error), model *match.Model) (float64, error) {
	if l.c.Expected > 0 {
		return l.c.Expected, nil
	}
	one, err := searcher(model.Expecting(1))
	if err != nil {
		return 0, err
	}
	reader, err := l.reader(ctx)
	if err != nil {
		return 0, err
	}
	share, err := batch.Present(ctx, reader, one, l.rows)
	return share, unreadable(err)
}

// write writes the answers of some rows, once the looks at the people in them are on disk. A person whom a protection covers is
// reported as not found; the look records that the answer was withheld.
func (l *fileLink) write(ctx context.Context, out *csv.Writer, rows []batch.Answered) error {
	covered, err := l.covered(ctx, rows)
	if err != nil {
		return err
	}
	var told, withheld []register.PersonID
	for i := range rows {
		a := &rows[i]
		switch {
		case a.Person == 0:
			continue
		case covered[register.PersonRef(a.Person)]:
			withheld = append(withheld, a.Person)
			a.Answer, a.Person = batch.No, 0
			continue
		}
		told = append(told, a.Person)
		l.asked[a.Person]++
		l.receipt.MostAsked = max(l.receipt.MostAsked, l.asked[a.Person])
	}
	if err := l.look(ctx, told, nil); err != nil {
		return err
	}
	if err := l.look(ctx, withheld, errWithheld); err != nil {
		return err
	}
	numbers, err := l.numbers(ctx, rows)
	if err != nil {
		return err
	}
	for i := range rows {
		a := &rows[i]
		l.receipt.Count(a)
		l.keep(a)
		row := []string{strconv.FormatInt(a.Line, 10), string(a.Answer)}
		if l.c.Numbers {
			number := ""
			if a.Answer == batch.Yes {
				number = string(numbers[a.Person])
			}
			row = append(row, number)
		}
		if err := out.Write(append(row, findingWords(a.Findings))); err != nil {
			return err
		}
	}
	return nil
}

// covered says of whom a protection withholds everything.
func (l *fileLink) covered(ctx context.Context, rows []batch.Answered) (map[register.Ref]bool, error) {
	var found []register.Ref
	for i := range rows {
		if rows[i].Person != 0 {
			found = append(found, register.PersonRef(rows[i].Person))
		}
	}
	out := map[register.Ref]bool{}
	for part := range slices.Chunk(found, pairsAtOnce) {
		cover, err := disclosure.CoverOf(ctx, l.h.Registrar, part...)
		if err != nil {
			return nil, err
		}
		for _, ref := range cover.Covered(part...) {
			out[ref] = true
		}
	}
	return out, nil
}

// errWithheld marks a look whose answer was withheld.
var errWithheld = &register.Error{Kind: register.Forbidden, Op: "match link", Code: access.CodeNationalDesk}

// look writes looks at people, a bounded number in each.
func (l *fileLink) look(ctx context.Context, people []register.PersonID, refusal error) error {
	slices.Sort(people)
	for part := range slices.Chunk(slices.Compact(people), access.MaxSubjects) {
		found := access.Found{}
		for _, id := range part {
			found.Subjects = append(found.Subjects, register.PersonRef(id))
		}
		_, err := access.Read(ctx, l.h.Reader, l.who, l.c.reason(access.WhatFile), func(context.Context) (struct{}, access.Found, error) {
			return struct{}{}, found, refusal
		})
		if kind := register.KindOf(err); err != nil && (refusal == nil || kind != register.Forbidden && kind != register.NotFound) {
			return err
		}
	}
	return nil
}

// numbers gives the numbers of whom the answer is yes, if they were asked for.
func (l *fileLink) numbers(ctx context.Context, rows []batch.Answered) (map[register.PersonID]register.Number, error) {
	if !l.c.Numbers {
		return nil, nil
	}
	var ids []register.PersonID
	for i := range rows {
		if rows[i].Answer == batch.Yes {
			ids = append(ids, rows[i].Person)
		}
	}
	slices.Sort(ids)
	out := map[register.PersonID]register.Number{}
	for part := range slices.Chunk(slices.Compact(ids), pairsAtOnce) {
		people, err := l.h.Registrar.Persons(ctx, part...)
		if err != nil {
			return nil, err
		}
		for id, p := range people {
			out[id] = p.Number()
		}
	}
	return out, nil
}

// keep keeps findings for the end, where they are told.
func (l *fileLink) keep(a *batch.Answered) {
	for _, f := range a.Findings {
		if len(l.shown) < maxRefusedShown {
			l.shown = append(l.shown, batch.RowFinding{Line: a.Line, Finding: f})
		}
		l.findings++
	}
}

// findingWords writes the findings of a row into one value: codes, each with its column.
func findingWords(list []batch.Finding) string {
	words := make([]string, len(list))
	for i, f := range list {
		words[i] = f.Code
		if f.Column != "" {
			words[i] += ":" + f.Column
		}
	}
	return strings.Join(words, " ")
}

// signed gives the receipt with a signature by the key of certificates: it is a paper that leaves the house.
func (l *fileLink) signed() ([]byte, error) {
	signer, err := l.h.Keys.Signer(keys.CertificateSigning)
	if err != nil {
		return nil, err
	}
	text, err := l.receipt.Text()
	if err != nil {
		return nil, err
	}
	signature, err := keys.Sign(signer, text)
	if err != nil {
		return nil, err
	}
	return batch.Signed(text, signer.KeyID(), signature), nil
}

// tell says what came of it, in counts.
func (l *fileLink) tell() error {
	r := &l.receipt
	if l.g.JSON {
		if err := l.g.line(r); err != nil {
			return err
		}
	} else {
		l.g.printf("%d rows: yes %d, ask %d, no %d, without an answer %d\n", r.Rows, r.Yes, r.Ask, r.No, r.Unanswered)
		l.g.printf("answers: %s\nreceipt: %s\n", l.c.Out, l.c.receiptFile())
	}
	if r.MostAsked >= mostAskedShown {
		fmt.Fprintf(l.g.errs, "%d rows found one and the same person: is this a list of people?\n", r.MostAsked)
	}
	return l.g.tellRows(l.shown, l.findings-len(l.shown))
}
