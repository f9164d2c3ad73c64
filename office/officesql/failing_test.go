package officesql_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/internal/sqldb/sqldbtest"
	"samano/law"
	"samano/office/application"
	"samano/office/evidence"
	"samano/office/lot"
	"samano/office/officesql"
	"samano/office/request"
	"samano/register"
)

var now = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// birth is an application with a paper, in that version.
func birth(id application.ID, version int) application.Application {
	a := application.Application{
		ID: id, Version: version, State: application.Declared, Office: "d11", TakenAt: "d11", Due: application.NoDeadline, Touched: now,
		Acts: []application.Item{{Proposal: register.Proposal{
			ID: "act-" + register.ActID(id), Kind: register.KindBirth, Payload: json.RawMessage(`{"sex":"female"}`),
			Evidence: []register.Evidence{{Kind: "birth-notice", SHA256: "paper"}},
		}}},
	}
	for range version {
		a.History = append(a.History, application.Change{At: now, By: "kham", Office: "d11", To: application.Declared})
	}
	return a
}

func like(id application.AdjudicationID, of application.ID) application.Adjudication {
	return application.Adjudication{ID: id, State: application.Asked, Office: "p01", Opened: now, Due: 100, Application: of, Act: "act-" + register.ActID(of), Kind: register.KindBirth}
}

func pair(id application.AdjudicationID, high register.PersonID) application.Adjudication {
	return application.Adjudication{ID: id, State: application.Asked, Office: "p01", Opened: now, Due: 100, Pair: [2]register.PersonID{3, high}}
}

var ruling = application.Ruling{At: now, By: "noy", Office: "p01", Verdict: application.Different, Reason: "ຄົນລະຄົນ"}

func record(end *lot.End) lot.Record {
	return lot.Record{At: now, SHA256: "lot", Count: 2, Basis: "old book", DeclaredBy: "kham", ConfirmedBy: "noy", End: end}
}

func asks(id request.ID) request.Request {
	judge := register.OfficeID("p01")
	return request.Request{ID: id, Kind: law.CaseRequest, Office: "d11", Year: 2026, By: "kham", At: now, Until: 100, Number: "1", Asks: "2", Ground: "x", Proof: request.ByPaper, Paper: "paper", Judge: &judge, Due: 90, Version: 1}
}

// furnished is a desk with a row in every table.
func furnished(t testing.TB, db *sqldb.DB) *officesql.Store {
	t.Helper()
	s, ctx := store(t, db), t.Context()
	asking := birth("a", 1)
	asking.State = application.Adjudicated
	draft := birth("old", 1)
	draft.State, draft.Touched = application.Draft, now.AddDate(-1, 0, 0)
	_, _, pairing := s.OpenPair(ctx, pair("pair", 7))
	asked := func() error {
		_, err := s.AddRequest(ctx, asks("ask"), request.Bound{Most: 9})
		return err
	}
	for _, err := range []error{
		pairing, s.PutEvidence(ctx, evidence.File{SHA256: "paper", Type: evidence.PDF, Size: 2, At: now}, [][]byte{{1}, {2}}),
		s.PutEvidence(ctx, evidence.File{SHA256: "forgotten", Type: evidence.PDF, Size: 1, At: now.AddDate(-1, 0, 0)}, [][]byte{{1}}),
		s.AddUpload(ctx, "paper", "kham"), s.PutApplication(ctx, asking, like("q", "a"), like("waiting", "a")), s.PutApplication(ctx, draft),
		s.AddRuling(ctx, "q", 0, ruling, nil), s.AddLot(ctx, record(nil)), asked(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// changes are those of a desk, with the statements that each makes.
var changes = map[string]sqldbtest.Change[*officesql.Store]{
	"PutApplication": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		return s.PutApplication(ctx, birth("a", 2), like("q2", "a"))
	}, "UPDATE ON application", "INSERT ON application_event", "DELETE ON application_act", "INSERT ON application_act",
		"DELETE ON application_evidence", "INSERT ON application_evidence", "UPDATE ON adjudication", "INSERT ON adjudication"),
	"PruneDrafts": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		_, err := s.PruneDrafts(ctx, now)
		return err
	}, "DELETE ON application"),
	"OpenPair": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		_, _, err := s.OpenPair(ctx, pair("pair2", 8))
		return err
	}, "INSERT ON adjudication"),
	"AddRuling": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		a := birth("a", 2)
		return s.AddRuling(ctx, "q", 1, ruling, &a)
	}, "UPDATE ON adjudication", "INSERT ON ruling", "UPDATE ON application"),
	"SendAdjudication": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		return s.SendAdjudication(ctx, "q", "centre")
	}, "UPDATE ON adjudication"),
	"TouchEvidence": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		_, err := s.TouchEvidence(ctx, "paper", now.Add(time.Hour))
		return err
	}, "UPDATE ON evidence"),
	"PutEvidence": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		if err := s.PutEvidence(ctx, evidence.File{SHA256: "paper", Type: evidence.PDF, Size: 2, At: now.Add(time.Hour)}, nil); err != nil {
			return err
		}
		return s.PutEvidence(ctx, evidence.File{SHA256: "new", Type: evidence.PDF, Size: 2, At: now}, [][]byte{{1}, {2}})
	}, "UPDATE ON evidence"),
	"AddUpload": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error { return s.AddUpload(ctx, "paper", "noy") }, "INSERT ON evidence_upload"),
	"PruneEvidence": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		_, err := s.PruneEvidence(ctx, now)
		return err
	}, "DELETE ON evidence"),
	"AddLot": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		r := record(nil)
		r.SHA256 = "other"
		return s.AddLot(ctx, r)
	}, "INSERT ON lot", "INSERT ON power", "UPDATE ON power_head"),
	"AddRequest": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		_, err := s.AddRequest(ctx, asks("ask2"), request.Bound{Most: 9})
		return err
	}, "UPDATE ON request_count", "INSERT ON request", "INSERT ON power", "UPDATE ON power_head"),
	"PutRequest": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		r := asks("ask")
		r.Version = 2
		return s.PutRequest(ctx, r, "dao", now)
	}, "UPDATE ON request", "INSERT ON power", "UPDATE ON power_head"),
	"EndLot": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		return s.EndLot(ctx, record(&lot.End{At: now, Registered: 2}))
	}, "INSERT ON lot_end", "INSERT ON power", "UPDATE ON power_head"),
}

// Of evidence that is new each statement fails too.
var added = map[string]sqldbtest.Change[*officesql.Store]{
	"PutApplication": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error { return s.PutApplication(ctx, birth("new", 1)) }, "INSERT ON application"),
	"PutEvidence": sqldbtest.Makes(func(ctx context.Context, s *officesql.Store) error {
		return s.PutEvidence(ctx, evidence.File{SHA256: "new", Type: evidence.PDF, Size: 2, At: now}, [][]byte{{1}, {2}})
	}, "INSERT ON evidence", "INSERT ON evidence_chunk"),
}

var questions = map[string]sqldbtest.Question[*officesql.Store]{
	"Request": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.Request(ctx, "ask"))
	},
	"RequestNamed": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.RequestNamed(ctx, "d11", 2026, 1))
	},
	"ListRequests": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.ListRequests(ctx, request.List{Office: "d11", Limit: 5}))
	},
	"Overdue": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.Overdue(ctx, "kham", 100))
	},
	"Application": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.Application(ctx, "a"))
	},
	"Holders": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.Holders(ctx, "act-a"))
	},
	"ListApplications": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.ListApplications(ctx, application.List{IDs: []application.ID{"a"}, Limit: 5}))
	},
	"Adjudication": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.Adjudication(ctx, "q"))
	},
	"ListAdjudications": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.ListAdjudications(ctx, application.AdjudicationList{Application: "a", Limit: 5}))
	},
	"Uploaded": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.Uploaded(ctx, "paper", "kham"))
	},
	"Evidence": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.Evidence(ctx, "paper"))
	},
	"EvidenceNames": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.EvidenceNames(ctx, "", 9))
	},
	"EvidenceNamed": func(ctx context.Context, s *officesql.Store) (out string, err error) {
		for sha, failed := range s.EvidenceNamed(ctx) {
			out, err = out+sha, failed
		}
		return out, err
	},
	"EvidenceChunk": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.EvidenceChunk(ctx, "paper", 1))
	},
	"ListLots": func(ctx context.Context, s *officesql.Store) (string, error) {
		return sqldbtest.Answer(s.ListLots(ctx))
	},
}

func TestADeskThatFails(t *testing.T) {
	f := sqldbtest.Failing[*officesql.Store]{Package: "officesql", Schemas: []sqldb.Schema{powerlog.Schema, officesql.Schema}, Furnish: furnished, Changes: changes, Questions: questions}
	f.Run(t)
	f.Changes = added
	f.Run(t)
}
