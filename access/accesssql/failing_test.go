package accesssql_test

import (
	"context"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesssql"
	"samano/access/password"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/internal/sqldb/sqldbtest"
	"samano/register"
)

var (
	now    = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	office = register.Office{ID: "d11", Name: "ເມືອງ", NameLatin: "District", Level: "district", Jurisdiction: 11, Post: true}
	kham   = access.Officer{ID: "kham", Name: "ຄຳ", NameLatin: "Kham", Office: "d11", Roles: []access.Role{access.DistrictRegistrar}, From: 3, Until: 9, MustChange: true}
)

// confirmed is the reset of kham, and moved the change of the office, that wait at a furnished desk.
var (
	confirmed = access.AccountChange{Account: "kham", What: access.ChangeReset, Officer: kham, By: "boss", At: now, Second: "dao", From: now, Secret: "s"}
	moved     = access.AccountChange{Account: access.ChangeOfOffice("d11"), What: access.ChangeOffice, Office: register.Office{ID: "d11", Level: "province", Jurisdiction: 1}, By: "boss", At: now}
)

// writes are the changes of a desk, with the statements that each makes.
var writes = map[string]sqldbtest.Change[*accesssql.Store]{
	"PutOffice": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.PutOffice(ctx, access.Author{}, register.Office{ID: "new"})
	}, "INSERT ON office", "INSERT ON power", "UPDATE ON power_head"),
	"PutPrintedStart": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.PutPrintedStart(ctx, access.Author{}, access.PrintedStart{Office: "d11", Year: 2027, First: 3})
	}, "INSERT ON printed_start", "INSERT ON power", "UPDATE ON power_head"),
	"AddOfficer": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		o := kham
		o.ID = "noy"
		return s.AddOfficer(ctx, access.Author{}, o, "secret")
	}, "INSERT ON officer", "INSERT ON power", "UPDATE ON power_head"),
	"PutOfficer": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		o := kham
		o.Name = "x"
		return s.PutOfficer(ctx, access.Author{}, access.OfficerChange{Old: kham, New: o})
	}, "UPDATE ON officer", "DELETE ON session", "DELETE ON account_change", "INSERT ON power", "UPDATE ON power_head"),
	"SetSecret": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.SetSecret(ctx, access.Author{}, "kham", "other", false, "")
	}, "UPDATE ON officer", "DELETE ON session", "DELETE ON account_change", "INSERT ON power", "UPDATE ON power_head"),
	"UpgradeSecret": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.UpgradeSecret(ctx, access.Author{}, "kham", access.SecretChange{Old: "secret", New: "other"})
	}, "UPDATE ON officer", "INSERT ON power", "UPDATE ON power_head"),
	"AddChange": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.AddChange(ctx, access.Author{}, access.AccountChange{Account: "noy", What: access.ChangeAdd, Officer: kham, By: "boss", At: now})
	}, "INSERT ON account_change", "INSERT ON power", "UPDATE ON power_head"),
	"ConfirmReset": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.ConfirmReset(ctx, access.Author{}, confirmed)
	}, "UPDATE ON account_change", "INSERT ON power", "UPDATE ON power_head"),
	"MakeChange": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.MakeChange(ctx, access.Author{}, moved)
	}, "DELETE ON account_change", "INSERT ON office", "INSERT ON power", "UPDATE ON power_head"),
	"PutDropped": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.PutDropped(ctx, access.Author{}, 900)
	}, "UPDATE ON looks_dropped", "INSERT ON power", "UPDATE ON power_head"),
	"PutRecovery": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.PutRecovery(ctx, access.Author{}, [2]password.Secret{"c", "d"})
	}, "INSERT ON recovery", "INSERT ON power", "UPDATE ON power_head"),
	"DropChange": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.DropChange(ctx, access.Author{}, "kham")
	}, "DELETE ON account_change", "INSERT ON power", "UPDATE ON power_head"),
	"StartSession": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.StartSession(ctx, access.Session{ID: "s2", Officer: "kham", Started: now, LastUsed: now}, "secret", 1)
	}, "UPDATE ON officer", "INSERT ON session", "DELETE ON session"),
	"TouchSession": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.TouchSession(ctx, "s1", now.Add(time.Hour))
	}, "UPDATE ON session"),
	"EndSession": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error { return s.EndSession(ctx, "s1") }, "DELETE ON session"),
	"PruneSessions": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		return s.PruneSessions(ctx, access.SessionTimes{Started: now.Add(1e9)})
	}, "DELETE ON session"),
	"Attempt": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error {
		_, err := s.Attempt(ctx, []access.AttemptKey{"a1", "n1"}, now)
		return err
	}, "INSERT ON attempt", "UPDATE ON attempt"),
	"Succeeded":     sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error { return s.Succeeded(ctx, "a0", "n0") }, "DELETE ON attempt", "UPDATE ON attempt"),
	"PruneAttempts": sqldbtest.Makes(func(ctx context.Context, s *accesssql.Store) error { return s.PruneAttempts(ctx, now.Add(time.Hour)) }, "DELETE ON attempt"),
}

// reads are the questions to a desk.
var reads = map[string]sqldbtest.Question[*accesssql.Store]{
	"Office": func(ctx context.Context, s *accesssql.Store) (string, error) {
		return sqldbtest.Answer(s.Office(ctx, "d11"))
	},
	"Offices": func(ctx context.Context, s *accesssql.Store) (string, error) { return sqldbtest.Answer(s.Offices(ctx)) },
	"PrintedStarts": func(ctx context.Context, s *accesssql.Store) (string, error) {
		return sqldbtest.Answer(s.PrintedStarts(ctx))
	},
	"Officer": func(ctx context.Context, s *accesssql.Store) (string, error) {
		return sqldbtest.Answer(s.Officer(ctx, "kham"))
	},
	"OfficersOf": func(ctx context.Context, s *accesssql.Store) (string, error) {
		return sqldbtest.Answer(s.OfficersOf(ctx, "d11"))
	},
	"Secret": func(ctx context.Context, s *accesssql.Store) (string, error) {
		return sqldbtest.Answer(s.Secret(ctx, "kham"))
	},
	"Change": func(ctx context.Context, s *accesssql.Store) (string, error) {
		return sqldbtest.Answer(s.Change(ctx, "kham"))
	},
	"ListChanges": func(ctx context.Context, s *accesssql.Store) (string, error) {
		return sqldbtest.Answer(s.ListChanges(ctx))
	},
	"Dropped": func(ctx context.Context, s *accesssql.Store) (string, error) {
		return sqldbtest.Answer(s.Dropped(ctx))
	},
	"Recovery": func(ctx context.Context, s *accesssql.Store) (string, error) {
		return sqldbtest.Answer(s.Recovery(ctx))
	},
	"Powers": func(ctx context.Context, s *accesssql.Store) (string, error) {
		return sqldbtest.Answer(s.Powers(ctx, access.PowerQuery{Before: 100, Limit: 100}))
	},
	"Session": func(ctx context.Context, s *accesssql.Store) (string, error) {
		return sqldbtest.Answer(s.Session(ctx, "s1"))
	},
}

// furnished is a desk with a row in every table.
func furnished(t testing.TB, db *sqldb.DB) *accesssql.Store {
	t.Helper()
	s, ctx := store(t, db), t.Context()
	_, attempt := s.Attempt(ctx, []access.AttemptKey{"a0", "n0"}, now)
	for _, err := range []error{
		s.PutOffice(ctx, access.Author{}, office), s.PutPrintedStart(ctx, access.Author{}, access.PrintedStart{Office: "d11", Year: 2026, First: 7}), s.AddOfficer(ctx, access.Author{}, kham, "secret"),
		s.PutDropped(ctx, access.Author{}, 256),
		s.PutRecovery(ctx, access.Author{}, [2]password.Secret{"a", "b"}),
		s.AddChange(ctx, access.Author{}, access.AccountChange{Account: "kham", What: access.ChangeReset, Officer: kham, By: "boss", At: now}),
		s.StartSession(ctx, access.Session{ID: "s1", Officer: "kham", Started: now, LastUsed: now}, "secret", 4), attempt,
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// furnishedWithMove has a change of an office that waits, too.
func furnishedWithMove(t testing.TB, db *sqldb.DB) *accesssql.Store {
	t.Helper()
	s := furnished(t, db)
	if err := s.AddChange(t.Context(), access.Author{}, moved); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestADeskThatFails(t *testing.T) {
	f := sqldbtest.Failing[*accesssql.Store]{Package: "accesssql", Schemas: []sqldb.Schema{powerlog.Schema, accesssql.Schema}, Furnish: furnishedWithMove, Changes: writes, Questions: reads}
	f.Run(t)
}
