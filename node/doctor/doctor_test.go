package doctor_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"samano/node"
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
	want := []string{"data folder", "disk", "clock", "files", "database", "open", "law", "loading", "registrar", "last act", "checkpoint", "indexes", "projections", "looks", "powers", "papers", "applications"}
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
		if last := found[len(found)-1].What; last != "applications" {
			t.Errorf("%v behind: it stopped at %q", behind, last)
		}
	}
}

// Acts that are in no signed checkpoint after an hour are told, and the examination goes on; signed, all is well.
func TestActsThatAreNotSigned(t *testing.T) {
	at := founded(t)
	in := func(do func(*node.Node) error) {
		t.Helper()
		n, err := open.Node(t.Context(), at, open.How{Mode: node.Serving, Passphrase: func() (string, error) { return phrase, nil }})
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		if err := do(n); err != nil {
			t.Fatal(err)
		}
	}
	wrong := func(later time.Duration) (out []string) {
		found, _ := examined(t, doctor.Doctor{At: at, Now: func() time.Time { return time.Now().Add(later) }})
		for _, f := range found {
			if f.Err != nil {
				out = append(out, f.What)
			}
		}
		if last := found[len(found)-1].What; last != "applications" {
			t.Errorf("it stopped at %q", last)
		}
		return out
	}
	if got := wrong(2 * time.Hour); got != nil {
		t.Errorf("of a register that holds nothing it says %q", got)
	}
	in(func(n *node.Node) error {
		return n.FoundTerritory(t.Context(), register.Office{ID: "CENTRE", Level: "centre"})
	})
	if got := wrong(50 * time.Minute); got != nil {
		t.Errorf("of acts that wait for less than an hour it says %q", got)
	}
	if got := wrong(70 * time.Minute); !slices.Equal(got, []string{"checkpoint", "checkpoint"}) {
		t.Errorf("of acts that wait for more than an hour it says %q", got)
	}
	// A verification by itself calls the same a fault.
	verified := func(later time.Duration) (kinds []string) {
		in(func(n *node.Node) error {
			sum, err := n.Verify(t.Context(), node.Audit{Now: time.Now().Add(later), Report: func(f node.Fault) error {
				if f.Alarm {
					kinds = append(kinds, f.Log+" "+f.Kind)
				}
				return nil
			}})
			if int(sum.Alarms) != len(kinds) {
				t.Errorf("%d faults are counted, told are %q", sum.Alarms, kinds)
			}
			return err
		})
		return kinds
	}
	if got := verified(50 * time.Minute); got != nil {
		t.Errorf("of acts that wait for less than an hour a verification says %q", got)
	}
	if got := verified(70 * time.Minute); !slices.Equal(got, []string{" unsigned-entries", "powers unsigned-entries"}) {
		t.Errorf("of acts that wait for more than an hour a verification says %q", got)
	}
	in(func(n *node.Node) error { _, err := n.Checkpoint(t.Context()); return err })
	if got := verified(70 * time.Minute); got != nil {
		t.Errorf("of acts that are signed a verification says %q", got)
	}
	if got := wrong(70 * time.Minute); got != nil {
		t.Errorf("of acts that are signed it says %q", got)
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
