package lists

import (
	"bufio"
	"context"
	"io"
	"slices"
	"time"

	"samano/access"
	"samano/disclosure"
	"samano/keys"
	"samano/law"
	"samano/match"
	"samano/match/batch"
	"samano/register"
)

// answer writes the answers. The looks at everybody whom a written answer speaks of are on disk
// when it is written; the answers are whole when answer returns without error.
func (a *Asked) answer(ctx context.Context, l List, out io.Writer, progress Progress) (*AnsweredList, error) {
	return access.ForJob(access.JobLists, func(pass access.Pass) (*AnsweredList, error) {
		a := *a
		a.pass = pass
		return a.answerWith(ctx, l, out, progress)
	})
}

func (a *Asked) answerWith(ctx context.Context, l List, out io.Writer, progress Progress) (*AnsweredList, error) {
	linker, err := a.linker(ctx, l, progress)
	if err != nil {
		return nil, err
	}
	rows, err := a.reader(ctx, l)
	if err != nil {
		return nil, err
	}
	buffered := bufio.NewWriter(out)
	answers, err := batch.NewAnswerWriter(buffered, a.q.Numbers)
	if err != nil {
		return nil, err
	}
	for chunk, err := range linker.Answers(ctx, rows) {
		if err != nil {
			return nil, err
		}
		if err := a.write(ctx, answers, chunk); err != nil {
			return nil, err
		}
		progress.set(stepAnswer, a.receipt.Rows, l.Rows)
	}
	if a.receipt.Answers, err = answers.Close(); err != nil {
		return nil, err
	}
	if err := buffered.Flush(); err != nil {
		return nil, err
	}
	a.receipt.Input = l.SHA256
	signed, err := a.signed()
	if err != nil {
		return nil, err
	}
	return &AnsweredList{Receipt: a.receipt, Signed: signed, Findings: a.findings, More: a.more}, nil
}

// reader reads the rows of the list from its beginning.
func (a *Asked) reader(ctx context.Context, l List) (*batch.Reader, error) {
	source, err := l.Source()
	if err != nil {
		return nil, err
	}
	atlas, err := a.s.config.Documents.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	return batch.NewReader(source, l.Plan, batch.NewGazetteer(atlas, register.DayAt(a.s.config.Now()))), nil
}

// linker compares by the probabilities of the law, and begins the receipt.
func (a *Asked) linker(ctx context.Context, l List, progress Progress) (*batch.Answerer, error) {
	model, version, err := match.ShippedModel()
	if err != nil {
		return nil, err
	}
	f, err := a.s.config.Store.Founding(ctx)
	if err != nil {
		return nil, err
	}
	search, seq, err := a.search(ctx, l, progress)
	if err != nil {
		return nil, err
	}
	expected, err := a.expected(ctx, l, search, model)
	if err != nil {
		return nil, err
	}
	var searchers []batch.Searcher
	for range a.s.config.Workers {
		s, err := search(model.Expecting(expected.Told))
		if err != nil {
			return nil, err
		}
		searchers = append(searchers, s)
	}
	at := a.s.Thresholds()
	a.receipt = batch.Receipt{
		Register: f.Origin, Seq: seq, Weights: version, AskPPM: at.AskPPM, SamePPM: at.SamePPM, Expected: expected.Told,
		Numbers: a.q.Numbers, At: a.s.config.Now(), Officer: a.who.Officer.ID, Office: a.who.Office.ID, Purpose: a.q.Purpose, Case: a.q.Case,
	}
	return &batch.Answerer{Searchers: searchers, Thresholds: at, Withholding: a.covered, Expected: expected}, nil
}

// Thresholds returns the probabilities from which the law asks, and is sure, today.
func (s *Service) Thresholds() match.Thresholds {
	return ThresholdsAt(s.config.Documents.Law, s.config.Now())
}

// ThresholdsAt returns the probabilities from which a law asks, and is sure, at a moment: by the day
// that it is in the country, not on the machine.
func ThresholdsAt(pack *law.Pack, now time.Time) match.Thresholds {
	day := register.DayAt(now.In(pack.TimeZone))
	return match.Thresholds{SamePPM: pack.Duplicates.SamePPM.On(day).Value, AskPPM: pack.Duplicates.AskPPM.On(day).Value}
}

// worthReading is how many people of the register one row pays to read: one search in the
// database takes as long as to read some twenty.
const worthReading = 20

// search chooses where to search. seq is the act up to which everybody is found for sure.
func (a *Asked) search(ctx context.Context, l List, progress Progress) (s searcher, seq register.Seq, err error) {
	head, err := a.s.config.Store.Head(ctx)
	if err != nil {
		return nil, 0, err
	}
	stored := false
	switch a.q.Where {
	case InDatabase:
		stored = true
	case InMemory:
	case Cheapest:
		stored = l.Rows*worthReading < head.NextPerson
	}
	if stored {
		return func(m *match.Model) (batch.Searcher, error) { return a.s.Stored(ctx, a.pass, m) }, register.Seq(head.Size), nil
	}
	// By the frequencies of names by which the database is searched, so that the answers are the same.
	frequencies, err := match.ShippedFrequencies()
	if err != nil {
		return nil, 0, err
	}
	e, err := a.s.everybody(ctx, a.pass, frequencies.Growing(), false, progress)
	if err != nil {
		return nil, 0, err
	}
	e.Index.People = int(head.NextPerson - 1)
	return func(m *match.Model) (batch.Searcher, error) { return batch.InMemory(e.Index, m), nil }, e.Seq, nil
}

// expected returns the share of the list's people who are expected to be registered.
func (a *Asked) expected(ctx context.Context, l List, search searcher, model *match.Model) (batch.Share, error) {
	if a.q.Expected > 0 {
		return batch.Share{Told: a.q.Expected, Everybody: a.q.Expected}, nil
	}
	one, err := search(model.Expecting(1))
	if err != nil {
		return batch.Share{}, err
	}
	rows, err := a.reader(ctx, l)
	if err != nil {
		return batch.Share{}, err
	}
	return batch.Present(ctx, rows, one, a.covered, l.Rows)
}

// atOnce bounds the people whose documents are read at once.
const atOnce = 500

// write writes the answers to some rows, once the looks at the people of whom they speak are on
// disk, and refused looks at those of whom they would have spoken but for a protection.
func (a *Asked) write(ctx context.Context, out *batch.AnswerWriter, rows []batch.Answered) error {
	var told, withheld []register.PersonID
	for i := range rows {
		row := &rows[i]
		if row.Withheld != 0 {
			withheld = append(withheld, row.Withheld)
		}
		if row.Person != 0 {
			told = append(told, row.Person)
			a.rows[row.Person]++
			a.receipt.MostAsked = max(a.receipt.MostAsked, a.rows[row.Person])
		}
	}
	if err := a.look(ctx, told, a.s.config.Reader.Look); err != nil {
		return err
	}
	if err := a.look(ctx, withheld, a.s.config.Reader.Refuse); err != nil {
		return err
	}
	numbers, err := a.numbers(ctx, rows)
	if err != nil {
		return err
	}
	for i := range rows {
		row := &rows[i]
		a.receipt.Count(*row)
		a.keep(row)
		var number register.Number
		if row.Answer == batch.Yes { // another row may be sure of the person of whom this one asks
			number = numbers[row.Person]
		}
		if err := out.Write(row, number); err != nil {
			return err
		}
	}
	return nil
}

// covered returns those of the people whom a protection covers. It is the batch.Withholding of
// lists: whoever is covered is neither counted for the share of the list that is registered, nor
// preferred to somebody who may be told.
func (a *Asked) covered(ctx context.Context, people []register.PersonID) (map[register.PersonID]bool, error) {
	out := map[register.PersonID]bool{}
	for part := range slices.Chunk(people, atOnce) {
		cover, err := disclosure.CoverOf(ctx, a.pass, a.s.config.Documents, disclosure.People(part...)...)
		if err != nil {
			return nil, err
		}
		for _, id := range part {
			out[id] = cover.CoversPerson(id)
		}
	}
	return out, nil
}

// look writes looks at people, a bounded number in each.
func (a *Asked) look(ctx context.Context, people []register.PersonID, write func(context.Context, access.Actor, access.Reason, access.ReadingScope) error) error {
	slices.Sort(people)
	for part := range slices.Chunk(slices.Compact(people), access.MaxSubjects) {
		found := access.ReadingScope{}
		for _, id := range part {
			found.Subjects = append(found.Subjects, register.PersonRef(id))
		}
		if err := write(ctx, a.who, a.why, found); err != nil {
			return err
		}
	}
	return nil
}

// numbers returns the numbers of the people of whom the answer is yes, if they are wanted.
func (a *Asked) numbers(ctx context.Context, rows []batch.Answered) (map[register.PersonID]register.Number, error) {
	if !a.q.Numbers {
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
	for part := range slices.Chunk(slices.Compact(ids), atOnce) {
		people, err := a.s.config.Documents.Persons(ctx, a.pass, part...)
		if err != nil {
			return nil, err
		}
		for id, p := range people {
			out[id] = p.Number()
		}
	}
	return out, nil
}

// keep keeps what was wrong with a row.
func (a *Asked) keep(row *batch.Answered) {
	for _, f := range row.Findings {
		if len(a.findings) < maxFindings {
			a.findings = append(a.findings, batch.RowFinding{Line: row.Line, Finding: f})
		} else {
			a.more++
		}
	}
}

// signed returns the receipt with a signature by the key of certificates.
func (a *Asked) signed() ([]byte, error) {
	signer, err := a.s.config.Signer()
	if err != nil {
		return nil, err
	}
	text, err := a.receipt.Text()
	if err != nil {
		return nil, err
	}
	signature, err := keys.Sign(signer, text)
	if err != nil {
		return nil, err
	}
	return batch.Signed(text, signer.KeyID(), signature), nil
}
