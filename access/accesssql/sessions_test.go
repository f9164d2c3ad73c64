package accesssql_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesssql"
	"samano/access/password"
	"samano/internal/powerlog"
	"samano/internal/sqldb/sqldbtest"
	"samano/register"
)

// Whoever writes to the database, without any key, is no officer by it: a row of the table of sessions is not enough.
func TestASessionThatNobodyBeganOpensNothing(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		db := sqldbtest.Open(t, fresh(t), powerlog.Schema, accesssql.Schema)
		s, ctx := furnished(t, db), t.Context()
		passwords, err := password.NewHasher(password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		const word = "a boat on the Nam Ou"
		secret, err := passwords.Hash(ctx, word)
		if err != nil {
			t.Fatal(err)
		}
		forEver := kham
		forEver.From, forEver.Until, forEver.MustChange = register.FirstDay, register.LastDay, false
		crook := forEver
		crook.ID = "crook"
		for _, err := range []error{
			s.PutOfficer(ctx, access.Author{At: now, By: "boss"}, access.OfficerChange{Old: kham, New: forEver}),
			s.AddOfficer(ctx, access.Author{At: now, By: "boss"}, crook, secret),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		clock := now
		in := access.NewSignIn(s, passwords, []byte("the key of the server"), func() time.Time { return clock }, rand.Reader)
		own, _, err := in.Begin(ctx, access.Credentials{Account: "crook", Password: word})
		if err != nil {
			t.Fatal(err)
		}
		if who, _, err := in.Resume(ctx, own); err != nil || who.Officer.ID != "crook" {
			t.Fatalf("the own session opens %s (%v)", who.Officer.ID, err)
		}
		write := func(statement string, args ...any) {
			t.Helper()
			if _, err := db.Write.ExecContext(ctx, statement, args...); err != nil {
				t.Fatal(statement, err)
			}
		}
		opensNothing := func(name string, token access.Token) {
			t.Helper()
			if who, _, err := in.Resume(ctx, token); err == nil {
				t.Errorf("%s: whoever wrote a row is %s with %v", name, who.Officer.ID, who.Officer.Roles)
			}
		}
		const mine = access.Token("a token that I made up")
		hash := sha256.Sum256([]byte(mine))
		write(`INSERT INTO session (id, officer, started, seen) VALUES ($1, 'kham', $2, $2)`, hex.EncodeToString(hash[:]), now.UnixMicro())
		opensNothing("the hash of a token", mine)
		other, _, err := access.NewSignIn(s, passwords, []byte("another key"), func() time.Time { return clock }, rand.Reader).
			Begin(ctx, access.Credentials{Account: "crook", Password: word})
		if err != nil {
			t.Fatal(err)
		}
		opensNothing("a session under another key", other)
		write(`UPDATE session SET officer = 'kham' WHERE officer = 'crook'`)
		opensNothing("the own session in another's name", own)
		clock = now.Add(13 * time.Hour)
		write(`UPDATE session SET officer = 'crook', started = $1, seen = $1 WHERE officer = 'kham'`, clock.UnixMicro())
		opensNothing("the own session, begun later", own)
	})
}
