package officetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"samano/office"
	"samano/office/application"
	"samano/office/evidence"
	"samano/office/lot"
	"samano/register"
)

var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// Run runs the conformance suite of office.Store. Each call of open returns an empty store.
func Run(t *testing.T, open func(t *testing.T) office.Store) {
	tests := []struct {
		name string
		run  func(t *testing.T, s office.Store)
	}{
		{"an application comes back as it was put, with its history", applications},
		{"of several who change one version, one does", versions},
		{"an act is in one application, until that drops it or is pruned", holders},
		{"lists are by deadline and then by id, page after page", lists},
		{"a list shows an application where its latest version puts it", moved},
		{"only old drafts are pruned", drafts},
		{"an adjudication comes with the step of its application, and may go to another office", asked},
		{"rulings are added in one step with the application, and what nobody waits for is dropped", rulings},
		{"of several who rule at once, one does", rulingsAtOnce},
		{"two who are registered are asked about once", pairs},
		{"records of lots are added, and listed by time", lots},
		{"requests are numbered by office and year, listed, and judged once", requests},
		{"requests of many at once have a number each", requestsAtOnce},
		{"evidence is kept once, and touched when it comes again", keepsEvidence},
		{"evidence that an application names stays, what it does not name goes", references},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t *testing.T, err error, kind register.ErrorKind) {
	t.Helper()
	if e := new(register.Error); !errors.As(err, &e) || e.Op == "" || register.KindOf(err) != kind {
		t.Errorf("the error is %v, not of kind %v with its operation", err, kind)
	}
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func id(n int) string { return fmt.Sprintf("01900000-0000-7000-8000-%012x", n) }

func sha(n int) string { return fmt.Sprintf("%064x", n) }

func anApplication(n int) application.Application {
	return application.Application{
		ID: application.ID(id(n)), Version: 1, State: application.Draft, TakenBy: "kham", TakenAt: "d0101", Office: "d0101",
		Acts: []application.Item{{
			Proposal: register.Proposal{ID: register.ActID(id(1000 + n)), Kind: register.KindBirth, Payload: json.RawMessage(`{"sex":"female"}`)},
			Findings: []register.Finding{{Code: "declared-late", Severity: register.Warning}},
		}},
		Declarant: application.Declarant{Name: "ນາງ ຄຳ", Relation: "mother"}, Due: application.NoDeadline, Touched: start,
		History: []application.Change{{At: start, By: "kham", Office: "d0101", To: application.Draft}},
	}
}

func applications(t *testing.T, s office.Store) {
	ctx := context.Background()
	_, err := s.Application(ctx, application.ID(id(1)))
	wants(t, err, register.NotFound)
	a := anApplication(1)
	must(t, s.PutApplication(ctx, a))
	got, err := s.Application(ctx, a.ID)
	must(t, err)
	same(t, a, got)

	a.Version, a.State = 2, application.Declared
	a.Acts[0].Outcome = &application.Outcome{Seq: 9, Act: a.Acts[0].Proposal.ID, Printed: register.PrintedNumber{Office: "d0101", Year: 2026, No: 4}}
	a.History = append(a.History, application.Change{
		At: start.Add(time.Microsecond), By: "noy", Office: "d0102", From: application.Draft, To: application.Declared,
		Reasons: []application.Reason{{Act: -1, Text: "ເຫດຜົນ"}},
	})
	must(t, s.PutApplication(ctx, a))
	got, err = s.Application(ctx, a.ID)
	must(t, err)
	same(t, a, got)

	// What is in the history already is not written again.
	b := a
	b.Version, b.History = 3, []application.Change{{To: application.Withdrawn}, {To: application.Withdrawn}}
	must(t, s.PutApplication(ctx, b))
	got, err = s.Application(ctx, a.ID)
	must(t, err)
	same(t, a.History, got.History)
}

func versions(t *testing.T, s office.Store) {
	ctx := context.Background()
	a := anApplication(1)
	must(t, s.PutApplication(ctx, a))
	wants(t, s.PutApplication(ctx, a), register.Conflict)
	skipped := a
	skipped.Version = 3
	wants(t, s.PutApplication(ctx, skipped), register.Conflict)
	unknown := anApplication(2)
	unknown.Version = 2
	wants(t, s.PutApplication(ctx, unknown), register.Conflict)

	const clerks = 8
	errs := make([]error, clerks)
	var wg sync.WaitGroup
	for i := range clerks {
		wg.Go(func() {
			b := a
			b.Version, b.Declarant.Name = 2, fmt.Sprint(i)
			errs[i] = s.PutApplication(ctx, b)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else {
			wants(t, err, register.Conflict)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d changed the same version", won, clerks)
	}
}

func holders(t *testing.T, s office.Store) {
	ctx := context.Background()
	held := func(want map[register.ActID]application.ID) {
		t.Helper()
		got, err := s.Holders(ctx, register.ActID(id(1001)), register.ActID(id(1002)), register.ActID(id(1003)))
		must(t, err)
		same(t, want, got)
	}
	held(nil)
	got, err := s.Holders(ctx)
	must(t, err)
	same(t, map[register.ActID]application.ID{}, got)
	one, two := anApplication(1), anApplication(2)
	one.Acts = append(one.Acts, anApplication(3).Acts...)
	must(t, s.PutApplication(ctx, one))
	must(t, s.PutApplication(ctx, two))
	held(map[register.ActID]application.ID{register.ActID(id(1001)): one.ID, register.ActID(id(1002)): two.ID, register.ActID(id(1003)): one.ID})

	// What another application holds takes the step back.
	two.Version, two.Acts = 2, append(two.Acts, one.Acts[1])
	wants(t, s.PutApplication(ctx, two), register.Conflict)
	kept, err := s.Application(ctx, two.ID)
	must(t, err)
	same(t, 1, kept.Version)
	wants(t, s.PutApplication(ctx, anApplication(3)), register.Conflict)

	one.Version, one.Acts = 2, one.Acts[:1]
	must(t, s.PutApplication(ctx, one))
	must(t, s.PutApplication(ctx, two))
	held(map[register.ActID]application.ID{register.ActID(id(1001)): one.ID, register.ActID(id(1002)): two.ID, register.ActID(id(1003)): two.ID})
	_, err = s.PruneDrafts(ctx, start.Add(time.Hour))
	must(t, err)
	held(nil)
}

func lists(t *testing.T, s office.Store) {
	ctx := context.Background()
	put := func(n int, o, taken register.OfficeID, state application.State, due register.Day) {
		a := anApplication(n)
		a.Office, a.TakenAt, a.State, a.Due = o, taken, state, due
		must(t, s.PutApplication(ctx, a))
	}
	put(1, "d1", "v1", application.Declared, 30)
	put(2, "d1", "d1", application.Declared, 20)
	put(3, "d2", "v1", application.Appealed, 20)
	put(4, "d1", "d1", application.Returned, 10)
	put(5, "d3", "d3", application.Declared, application.NoDeadline)
	must(t, s.PutEvidence(ctx, file(1), boxes))
	for n, due := range []register.Day{40, 50} {
		a := anApplication(6 + n)
		a.Due, a.Acts[0].Proposal.Evidence = due, []register.Evidence{{Kind: "birth-notice", SHA256: sha(1)}, {Kind: "identity-document", SHA256: sha(1)}}
		a.Office, a.TakenAt, a.State = "d4", "d4", application.Withdrawn
		must(t, s.PutApplication(ctx, a))
	}
	waiting := []application.State{application.Declared, application.Appealed}
	tests := []struct {
		name string
		list application.List
		want []int
	}{
		{"everything", application.List{Limit: 9}, []int{4, 2, 3, 1, 6, 7, 5}},
		{"an office's queue", application.List{Offices: []register.OfficeID{"d1"}, States: waiting, Limit: 9}, []int{2, 1}},
		{"two offices'", application.List{Offices: []register.OfficeID{"d1", "d2"}, States: waiting, Limit: 9}, []int{2, 3, 1}},
		{"what was taken at a village", application.List{TakenAt: "v1", Limit: 9}, []int{3, 1}},
		{"the first page", application.List{States: waiting, Limit: 2}, []int{2, 3}},
		{"the second", application.List{States: waiting, Limit: 2, After: application.Cursor{Due: 20, ID: application.ID(id(3))}}, []int{1, 5}},
		{"behind the last", application.List{States: waiting, Limit: 2, After: application.Cursor{Due: application.NoDeadline, ID: application.ID(id(5))}}, nil},
		{"what names a paper", application.List{Evidence: sha(1), Limit: 9}, []int{6, 7}},
		{"the first that names it", application.List{Evidence: sha(1), Limit: 1}, []int{6}},
		{"what names another", application.List{Evidence: sha(2), Limit: 9}, nil},
		{"some of them", application.List{IDs: []application.ID{application.ID(id(5)), application.ID(id(2)), application.ID(id(9))}, Limit: 9}, []int{2, 5}},
		{"nobody's", application.List{Offices: []register.OfficeID{"d9"}, Limit: 9}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found, err := s.ListApplications(ctx, test.list)
			must(t, err)
			var got []application.ID
			for _, a := range found {
				got = append(got, a.ID)
			}
			var want []application.ID
			for _, n := range test.want {
				want = append(want, application.ID(id(n)))
			}
			same(t, want, got)
		})
	}
}

// moved: a list shows an application where its latest version puts it, and nowhere else.
func moved(t *testing.T, s office.Store) {
	ctx := context.Background()
	a := anApplication(1)
	a.Office, a.TakenAt, a.State, a.Due = "d1", "v1", application.Declared, 30
	must(t, s.PutApplication(ctx, a))
	before := a
	a.Version, a.Office, a.TakenAt, a.State, a.Due = 2, "d2", "v2", application.Appealed, 20
	must(t, s.PutApplication(ctx, a))
	for _, test := range []struct {
		name string
		list application.List
		want int
	}{
		{"its office", application.List{Offices: []register.OfficeID{a.Office}, Limit: 9}, 1},
		{"the office before", application.List{Offices: []register.OfficeID{before.Office}, Limit: 9}, 0},
		{"where it is taken", application.List{TakenAt: a.TakenAt, Limit: 9}, 1},
		{"where it was taken", application.List{TakenAt: before.TakenAt, Limit: 9}, 0},
		{"its state", application.List{States: []application.State{a.State}, Limit: 9}, 1},
		{"the state before", application.List{States: []application.State{before.State}, Limit: 9}, 0},
		{"behind the day before its deadline", application.List{After: application.Cursor{Due: a.Due - 1, ID: "~"}, Limit: 9}, 1},
		{"behind its deadline", application.List{After: application.Cursor{Due: a.Due, ID: "~"}, Limit: 9}, 0},
	} {
		found, err := s.ListApplications(ctx, test.list)
		must(t, err)
		if len(found) != test.want {
			t.Errorf("%s: %d found", test.name, len(found))
		}
	}

	// A draft that was touched again is not old.
	b := anApplication(2)
	b.State, b.Touched = application.Draft, start
	must(t, s.PutApplication(ctx, b))
	b.Version, b.Touched = 2, start.Add(time.Hour)
	must(t, s.PutApplication(ctx, b))
	n, err := s.PruneDrafts(ctx, b.Touched)
	must(t, err)
	same(t, 0, n)
	n, err = s.PruneDrafts(ctx, b.Touched.Add(time.Microsecond))
	must(t, err)
	same(t, 1, n)
}

func drafts(t *testing.T, s office.Store) {
	ctx := context.Background()
	for n, touched := range []time.Time{start, start.Add(48 * time.Hour), start} {
		a := anApplication(n)
		a.Touched = touched
		if n == 2 {
			a.State = application.Declared
		}
		must(t, s.PutApplication(ctx, a))
	}
	n, err := s.PruneDrafts(ctx, start.Add(time.Hour))
	must(t, err)
	same(t, 1, n)
	_, err = s.Application(ctx, application.ID(id(0)))
	wants(t, err, register.NotFound)
	must(t, s.PutApplication(ctx, anApplication(0))) // nothing of it is left
	got, err := s.Application(ctx, application.ID(id(0)))
	must(t, err)
	same(t, 1, len(got.History))
	for _, n := range []int{1, 2} {
		_, err := s.Application(ctx, application.ID(id(n)))
		must(t, err)
	}
}

func file(n int) evidence.File {
	return evidence.File{SHA256: sha(n), Type: evidence.PNG, Size: 7, Chunks: 2, At: start}
}

var boxes = [][]byte{{0, 1, 2, 0xFF}, bytes.Repeat([]byte{7}, evidence.ChunkBytes+64)}

func keepsEvidence(t *testing.T, s office.Store) {
	ctx := context.Background()
	if err := s.AddUpload(ctx, sha(1), "noy"); err == nil {
		t.Error("evidence that is not there was uploaded by somebody")
	}
	there, err := s.TouchEvidence(ctx, sha(1), start)
	must(t, err)
	same(t, false, there)
	_, err = s.Evidence(ctx, sha(1))
	wants(t, err, register.NotFound)

	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs { // at once: the same content, encrypted differently each time
		wg.Go(func() { errs[i] = s.PutEvidence(ctx, file(1), boxes) })
	}
	wg.Wait()
	must(t, errors.Join(errs...))
	again := file(1)
	again.At = start.Add(time.Minute)
	must(t, s.PutEvidence(ctx, again, [][]byte{{1}}))
	for range 2 {
		must(t, s.AddUpload(ctx, sha(1), "noy"))
	}
	for by, want := range map[register.OfficerID]bool{"noy": true, "kham": false} {
		if got, err := s.Uploaded(ctx, sha(1), by); got != want || err != nil {
			t.Errorf("uploaded by %s: %t, %v", by, got, err)
		}
	}
	got, err := s.Evidence(ctx, sha(1))
	must(t, err)
	same(t, again, got)
	for n, want := range boxes {
		box, err := s.EvidenceChunk(ctx, sha(1), n)
		must(t, err)
		same(t, want, box)
	}
	for _, n := range []int{-1, len(boxes)} {
		_, err = s.EvidenceChunk(ctx, sha(1), n)
		wants(t, err, register.NotFound)
	}

	later := start.Add(time.Hour)
	for _, at := range []time.Time{later, start} { // forward only
		there, err = s.TouchEvidence(ctx, sha(1), at)
		must(t, err)
		same(t, true, there)
	}
	got, err = s.Evidence(ctx, sha(1))
	must(t, err)
	same(t, later, got.At)
}

func references(t *testing.T, s office.Store) {
	ctx := context.Background()
	a := anApplication(1)
	a.Acts[0].Proposal.Evidence = []register.Evidence{{Kind: "birth-notice", SHA256: sha(1)}, {Kind: "identity-document", SHA256: sha(1)}, {Kind: "seen", Note: "paper"}}
	err := s.PutApplication(ctx, a)
	wants(t, err, register.Invalid)
	_, err = s.Application(ctx, a.ID)
	wants(t, err, register.NotFound) // all or nothing

	for n := 1; n <= 2; n++ {
		must(t, s.PutEvidence(ctx, file(n), boxes))
		must(t, s.AddUpload(ctx, sha(n), "noy"))
	}
	must(t, s.PutApplication(ctx, a))
	pruned, err := s.PruneEvidence(ctx, start.Add(time.Hour))
	must(t, err)
	same(t, 1, pruned)
	_, err = s.Evidence(ctx, sha(2))
	wants(t, err, register.NotFound)
	_, err = s.EvidenceChunk(ctx, sha(2), 0)
	wants(t, err, register.NotFound)
	uploaded, err := s.Uploaded(ctx, sha(2), "noy")
	must(t, err)
	same(t, false, uploaded)
	names, err := s.EvidenceNames(ctx, "", 9)
	must(t, err)
	same(t, []string{sha(1)}, names)
	names, err = s.EvidenceNames(ctx, sha(1), 9)
	must(t, err)
	same(t, 0, len(names))
	for name, err := range s.EvidenceNamed(ctx) {
		must(t, err)
		same(t, sha(1), name)
	}
	_, err = s.Evidence(ctx, sha(1))
	must(t, err)

	// What another application names is not touched by a step of this one.
	other := anApplication(2)
	other.Acts[0].Proposal.Evidence = []register.Evidence{{Kind: "birth-notice", SHA256: sha(3)}}
	must(t, s.PutEvidence(ctx, file(3), boxes))
	must(t, s.PutApplication(ctx, other))
	a.Version, a.Acts[0].Proposal.Evidence = 2, nil
	must(t, s.PutApplication(ctx, a))
	pruned, err = s.PruneEvidence(ctx, start) // not before it was uploaded
	must(t, err)
	same(t, 0, pruned)
	pruned, err = s.PruneEvidence(ctx, start.Add(time.Hour))
	must(t, err)
	same(t, 1, pruned)
	_, err = s.Evidence(ctx, sha(1))
	wants(t, err, register.NotFound)
	box, err := s.EvidenceChunk(ctx, sha(3), 0)
	must(t, err)
	same(t, boxes[0], box)
}

func lots(t *testing.T, s office.Store) {
	ctx := context.Background()
	none, err := s.ListLots(ctx)
	must(t, err)
	same(t, []lot.Record(nil), none)
	first := lot.Record{At: start, SHA256: sha(1), Count: 12, Basis: "ດຳລັດ 7", DeclaredBy: "kham", ConfirmedBy: "noy"}
	again := first
	again.At, again.DeclaredBy, again.ConfirmedBy = start.Add(time.Hour), "noy", "kham"
	must(t, s.AddLot(ctx, again))
	must(t, s.AddLot(ctx, first))
	got, err := s.ListLots(ctx)
	must(t, err)
	same(t, []lot.Record{first, again}, got)
	first.End = &lot.End{At: start.Add(time.Minute), Registered: 7, Repeated: 3, Refused: 2}
	must(t, s.EndLot(ctx, first))
	got, err = s.ListLots(ctx)
	must(t, err)
	same(t, []lot.Record{first, again}, got)
	wants(t, s.EndLot(ctx, first), register.Conflict)
	unknown := first
	unknown.SHA256 = sha(2)
	wants(t, s.EndLot(ctx, unknown), register.NotFound)
}
