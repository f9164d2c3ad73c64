package doctor_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"samano/node/doctor"
	"samano/node/open"
	"samano/register"
)

const phrase = "a passphrase for tests"

// founded is an empty register on disk.
func founded(t *testing.T) open.Place {
	t.Helper()
	at := open.Place{Folder: filepath.Join(t.TempDir(), "data")}
	if err := open.Found(t.Context(), at, open.Founding{Law: "la", Origin: "register.test/acts", Passphrase: phrase, WorkFactor: 10}); err != nil {
		t.Fatal(err)
	}
	return at
}

// examined returns what the doctor says of a register, and the steps that took long.
func examined(t *testing.T, d doctor.Doctor) (found []doctor.Finding, steps []string) {
	t.Helper()
	d.Passphrase = func() (string, error) { return phrase, nil }
	d.Tell = func(f doctor.Finding) { found = append(found, f) }
	d.Progress = func(step string) (func(done, of int64), func()) {
		return func(_, _ int64) {}, func() { steps = append(steps, step) }
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	d.Examine(t.Context())
	return found, steps
}

func TestNothingIsWrong(t *testing.T) {
	found, steps := examined(t, doctor.Doctor{At: founded(t), Rebuild: true})
	var whats []string
	for _, f := range found {
		if f.Err != nil || f.Says == "" || f.Remedy != "" {
			t.Errorf("%s: %v, %q, remedy %q", f.What, f.Err, f.Says, f.Remedy)
		}
		whats = append(whats, f.What)
	}
	want := []string{"data folder", "disk", "clock", "files", "database", "open", "law", "loading", "registrar", "last act", "checkpoint", "indexes", "projections"}
	if !slices.Equal(whats, want) {
		t.Errorf("looked at %q, want %q", whats, want)
	}
	if !slices.Equal(steps, []string{"audit"}) {
		t.Errorf("what is sound is not made again: %q", steps)
	}
}

// A clock before the program was written is wrong, and so is one behind the last act by more than
// clocks of one country differ; the examination goes on.
func TestAWrongClock(t *testing.T) {
	at := founded(t)
	for behind, want := range map[time.Duration][]string{
		9 * time.Minute:           nil,
		11 * time.Minute:          {"last act"},
		50 * 365 * 24 * time.Hour: {"clock", "last act"},
	} {
		found, _ := examined(t, doctor.Doctor{At: at, Now: func() time.Time { return time.Now().Add(-behind) }})
		var wrong []string
		for _, f := range found {
			if f.Err != nil {
				if wrong = append(wrong, f.What); f.Remedy == "" {
					t.Errorf("%s: no remedy", f.What)
				}
			}
		}
		if !slices.Equal(wrong, want) {
			t.Errorf("%v behind: wrong %q, want %q", behind, wrong, want)
		}
		if last := found[len(found)-1].What; last != "projections" {
			t.Errorf("%v behind: it stopped at %q", behind, last)
		}
	}
}

// What later things rest on comes first: it stops there.
func TestItStopsWhereNothingCanFollow(t *testing.T) {
	found, _ := examined(t, doctor.Doctor{At: open.Place{Folder: filepath.Join(t.TempDir(), "nowhere")}})
	if len(found) != 1 || found[0].What != "data folder" || found[0].Err == nil {
		t.Errorf("of no folder it says %+v", found)
	}
	found, _ = examined(t, doctor.Doctor{At: open.Place{Folder: t.TempDir()}})
	last := found[len(found)-1]
	if last.What != "files" || open.Code(last.Err) != open.CodeNoRegister || register.KindOf(last.Err) != register.NotFound {
		t.Errorf("of an empty folder it says last %+v", last)
	}
}
