package office_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"slices"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/office"
	"samano/office/evidence"
	"samano/register"
)

func TestEvidenceIsKeptOnceEncryptedAndChecked(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	content := picture(t, 400) // of noise: some 640 kB, three chunks
	sum := sha256.Sum256(content)

	e, err := w.Upload(ctx, w.chief, "birth-notice", bytes.NewReader(content))
	must(t, err)
	if e.SHA256 != hex.EncodeToString(sum[:]) {
		t.Fatalf("it is kept as %s", e.SHA256)
	}
	f, err := w.desk.Evidence(ctx, e.SHA256)
	must(t, err)
	if f.Chunks != 3 || f.Type != evidence.PNG || f.Size != int64(len(content)) {
		t.Errorf("kept as %+v", f)
	}
	stored, err := w.desk.EvidenceChunk(ctx, e.SHA256, 0)
	must(t, err)
	again, err := w.Upload(ctx, w.noy, "identity-document", bytes.NewReader(content))
	must(t, err)
	now, err := w.desk.EvidenceChunk(ctx, again.SHA256, 0)
	must(t, err)
	if again.SHA256 != e.SHA256 || !bytes.Equal(stored, now) {
		t.Error("the same paper was stored twice")
	}
	if bytes.Contains(stored, content[:64]) {
		t.Error("the chunk is not encrypted")
	}

	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Evidence = []register.Evidence{e}
	a := w.declare(t, w.chief, draft(p))
	got, media, err := w.Download(ctx, w.kham, a.ID, e.SHA256)
	must(t, err)
	if !bytes.Equal(got, content) || media != evidence.PNG {
		t.Errorf("%d bytes of %s come back", len(got), media)
	}
	_, _, err = w.Download(ctx, w.other, a.ID, e.SHA256)
	wants(t, err, register.NotFound, office.CodeNotTheirs)

	w.looks.Fail(errDesk)
	if got, _, err := w.Download(ctx, w.kham, a.ID, e.SHA256); err == nil || got != nil {
		t.Error("a paper was given out without a look")
	}
	w.looks.Fail(nil)

	w.desk.Swap(e.SHA256, 0, 1)
	_, _, err = w.Download(ctx, w.kham, a.ID, e.SHA256)
	wants(t, err, register.Internal, evidence.CodeDamaged)
	w.desk.Swap(e.SHA256, 0, 1)
	w.desk.Alter(e.SHA256, 2, 100)
	_, _, err = w.Download(ctx, w.kham, a.ID, e.SHA256)
	wants(t, err, register.Internal, evidence.CodeDamaged)
}

// broken is an upload whose line breaks.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the line is gone") }

func TestEvidenceThatIsNotTaken(t *testing.T) {
	w := newWorld(t)
	largest := slices.Concat(newPaper[:18], make([]byte, evidence.MaxBytes-len(newPaper)), newPaper[18:]) // behind its table of objects
	tests := []struct {
		name    string
		kind    string
		content io.Reader
		want    register.ErrorKind
		code    string
	}{
		{"nothing", "birth-notice", bytes.NewReader(nil), register.Invalid, evidence.CodeEmpty},
		{"a kind that the law does not know", "horoscope", bytes.NewReader([]byte("%PDF-1.7")), register.Invalid, register.CodeEvidenceKindUnknown},
		{"a page with script that calls itself a picture", "birth-notice", bytes.NewReader([]byte("<html><script>")), register.Invalid, evidence.CodeType},
		{"the beginning of a picture and no more", "birth-notice", bytes.NewReader([]byte("\x89PNG\r\n\x1a\n")), register.Invalid, evidence.CodeType},
		{"one byte too many", "birth-notice", bytes.NewReader(append(slices.Clone(largest), 0)), register.TooLarge, evidence.CodeLarge},
		{"a broken line", "birth-notice", broken{}, register.Unavailable, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := w.Upload(context.Background(), w.chief, test.kind, test.content)
			wants(t, err, test.want, test.code)
		})
	}
	if _, err := w.Upload(context.Background(), w.chief, "birth-notice", bytes.NewReader(largest)); err != nil {
		t.Errorf("10 MB are not taken: %v", err)
	}
}

func TestWhatNobodyNamesGoesAway(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	upload := func(who access.Actor, side int) register.Evidence {
		e, err := w.Upload(ctx, who, "birth-notice", bytes.NewReader(picture(t, side)))
		must(t, err)
		return e
	}
	used, unused, dropped := upload(w.noy, 8), upload(w.chief, 9), upload(w.chief, 10)
	p, q := w.BirthForm(t, string(mother.Number()), "2026-10-20"), w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Evidence, q.Evidence = []register.Evidence{used}, []register.Evidence{dropped}
	w.registered(t, draft(p))
	left, err := w.SaveDraft(ctx, w.chief, draft(q), 0)
	must(t, err)

	days := w.Law.Applications.DraftDays.On(w.Today()).Value
	w.SetToday((w.Today() + 3).String())
	drafts, papers, err := w.PruneDrafts(ctx)
	must(t, err)
	if drafts != 0 || papers != 1 {
		t.Errorf("after three days %d drafts and %d papers go", drafts, papers)
	}
	_, err = w.desk.Evidence(ctx, unused.SHA256)
	wants(t, err, register.NotFound, "")
	w.SetToday(register.DayAt(left.Touched.AddDate(0, 0, days).Add(24 * time.Hour)).String())
	drafts, papers, err = w.PruneDrafts(ctx)
	must(t, err)
	if drafts != 1 || papers != 1 {
		t.Errorf("after %d days %d drafts and %d papers go", days, drafts, papers)
	}
	if _, err := w.desk.Evidence(ctx, used.SHA256); err != nil {
		t.Errorf("the paper of a registered act: %v", err)
	}
	late := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	late.Evidence = []register.Evidence{dropped}
	_, err = w.SaveDraft(ctx, w.chief, draft(late), 0)
	wants(t, err, register.Invalid, evidence.CodeUnknown)
}

// A paper has addresses on it: it is read under a look at everybody whom its act names, and
// by the national desk alone where a protection covers one of them.
func TestAPaperIsReadUnderALookAtWhomItsActNames(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	e, err := w.Upload(ctx, w.chief, "birth-notice", bytes.NewReader(picture(t, 40)))
	must(t, err)
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Evidence = []register.Evidence{e}
	a := w.declare(t, w.chief, draft(p))
	last := func() (access.Look, int) {
		all, err := w.looks.LooksOf(ctx, accesstest.Pass(t), []register.Ref{mother.Ref()}, w.Today(), math.MaxInt64, 99)
		must(t, err)
		if len(all) == 0 {
			return access.Look{}, 0
		}
		return all[0], len(all)
	}

	_, before := last()
	_, _, err = w.Download(ctx, w.kham, a.ID, e.SHA256)
	must(t, err)
	if l, n := last(); n != before+1 || l.Case != string(a.ID) || l.Officer != w.kham.Officer.ID || l.Refused {
		t.Errorf("after the paper was read the mother has %d looks, the last %+v", n-before, l)
	}
	w.looks.Fail(errDesk)
	if content, _, err := w.Download(ctx, w.kham, a.ID, e.SHA256); err == nil || content != nil {
		t.Error("the paper is read without a look")
	}
	w.looks.Fail(nil)
	w.Must(t, w.Proposal("protection", acts.Protection{Person: string(mother.Number()), Article: "ມາດຕາ 9"}))
	content, _, err := w.Download(ctx, w.kham, a.ID, e.SHA256)
	wants(t, err, register.Forbidden, access.CodeNationalDesk)
	if l, _ := last(); content != nil || !l.Refused {
		t.Errorf("of a protected mother the paper is read, with the look %+v", l)
	}
	_, _, err = w.Download(ctx, w.national, a.ID, e.SHA256)
	must(t, err)
}
