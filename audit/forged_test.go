package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"samano/audit"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

// forged edits the parts of an act, by name, as somebody could who has the program. A part that is
// deleted is gone.
func (a *audited) forged(t *testing.T, seq register.Seq, change func(parts map[string][]byte)) func(*store.Act) bool {
	return func(r *store.Act) bool {
		if r.Seq != seq {
			return true
		}
		rec, err := a.Codec.Unpack(int64(seq), r.Body)
		if err != nil {
			t.Fatal(err)
		}
		parts := map[string][]byte{}
		for _, p := range rec.Parts {
			parts[p.Name] = p.Bytes
		}
		change(parts)
		var list []ledger.Part
		for name, b := range parts {
			list = append(list, ledger.Part{Name: name, Bytes: b})
		}
		if rec, err = ledger.NewRecord(int64(seq), ledger.Salt{}, list); err != nil {
			t.Fatal(err)
		}
		if r.Body, err = a.Codec.Pack(rec); err != nil {
			t.Fatal(err)
		}
		return true
	}
}

// replaced replaces a text in a part of an act.
func (a *audited) replaced(t *testing.T, seq register.Seq, part, from, to string) func(*store.Act) bool {
	return a.forged(t, seq, func(parts map[string][]byte) {
		if !bytes.Contains(parts[part], []byte(from)) {
			t.Fatalf("%s of act %d has no %s: %s", part, seq, from, parts[part])
		}
		parts[part] = bytes.ReplaceAll(parts[part], []byte(from), []byte(to))
	})
}

// forgeries are acts that the program itself wrote anew. The tree shows that they are not those
// that were registered; what they say is audited nonetheless.
func (a *audited) forgeries(t *testing.T) []edition {
	mother, denial, erasure := a.done[1], a.done[8], a.done[14]
	micros := func(act *register.Act) string { return fmt.Sprintf(`"at":%d`, act.RegisteredAt.UnixMicro()) }
	early := func(by int64) func(r *store.Act) bool { // than the act before it, in row and header
		at := mother.RegisteredAt.UnixMicro() - by
		header := a.replaced(t, a.done[2].Seq, ledger.HeaderPart, micros(a.done[2]), fmt.Sprintf(`"at":%d`, at))
		return func(r *store.Act) bool {
			if r.Seq == a.done[2].Seq {
				r.At = at
			}
			return header(r)
		}
	}
	return []edition{
		{"the time of the act before it", &tampered{act: early(0)}, "altered-column act 3 act; altered-part act 3"},
		{"a time before that of the act before it", &tampered{act: early(1)}, "altered-column act 3 act; altered-part act 3"},
		{"a header that is none", &tampered{act: a.forged(t, a.death.Seq, func(parts map[string][]byte) { parts[ledger.HeaderPart] = []byte("{") })}, "altered-document person/4; altered-part act 20; altered-part act 20; extra-projection act 20 printed; extra-projection dwelling of person/4; extra-projection match_key of person/4; extra-projection name_key of person/4; extra-projection name_key of person/4; extra-projection number of person/4"},
		{"effects that do not fold", &tampered{act: a.replaced(t, denial.Seq, "effects/person/3", `"5.6"`, `"5.99"`)}, "altered-document person/3; altered-part act 9; extra-projection kin of person/3; extra-projection match_key of person/3; extra-projection name_key of person/3; extra-projection number of person/3"},
		{"an erasure of an act that is none", &tampered{act: a.replaced(t, erasure.Seq, ledger.PayloadPart, string(a.f.Death), string(a.ActID()))}, "altered-part act 14 payload; altered-part act 15"},
		{"an erasure without payload", &tampered{act: a.forged(t, erasure.Seq, func(parts map[string][]byte) { delete(parts, ledger.PayloadPart) })}, "altered-part act 14 payload; altered-part act 15"},
	}
}

// TestEachForgeryIsToldExactly: see forgeries.
func TestEachForgeryIsToldExactly(t *testing.T) {
	a := newAudited(t)
	for _, tt := range a.forgeries(t) {
		tt.s.Register = a.Store
		if got, _ := faults(t, a.inputs(tt.s)); strings.Join(got, "; ") != tt.want {
			t.Errorf("%s, told are:\n%s\nwant\n%s", tt.name, strings.Join(got, "; "), tt.want)
		}
	}
}

// all is an edit of everything that an audit looks at.
func (a *audited) all(t *testing.T) *tampered {
	seen := map[string]bool{}
	return &tampered{
		Register: a.Store,
		act: func(r *store.Act) bool {
			switch r.Seq {
			case a.done[1].Seq:
				r.At--
			case a.done[2].Seq:
				r.Leaf = flipped(r.Leaf)
			case a.done[3].Seq:
				r.Body = r.Body[:2]
			case a.done[8].Seq:
				return a.forged(t, r.Seq, func(parts map[string][]byte) { parts[ledger.HeaderPart] = []byte("{") })(r)
			case a.done[14].Seq:
				return a.forged(t, r.Seq, func(parts map[string][]byte) { delete(parts, ledger.PayloadPart) })(r)
			case a.done[18].Seq:
				return false
			}
			return true
		},
		subject: func(r *store.Subject) bool {
			switch r.Ref {
			case register.PersonRef(1):
				r.Doc = []byte("{")
			case register.PersonRef(2):
				r.Doc = bytes.ReplaceAll(r.Doc, []byte("ວົງສາ"), []byte("ດາວົງ"))
			case register.PersonRef(3):
				return false
			case register.PlaceRef(1):
				r.Seq++
			case register.PlaceRef(2), register.PlaceRef(4): // the latter is beyond what the head has given
				return false
			}
			return true
		},
		row: func(r *store.ProjectionRow) bool { // the first of each table is gone
			gone := !seen[r.Table]
			seen[r.Table] = true
			return !gone
		},
		posting: func(p *store.Posting) bool { return p.Person != 4 },
		sealed:  func(p *store.Sealed) bool { p.Box = flipped(p.Box); return true },
		head: func(h *store.Head) {
			h.Size++
			h.Counter, h.NextPerson, h.NextHousehold, h.NextPlace, h.Last, h.PlacesSeq, h.Projections = 0, 1, 1, 1, 0, 0, 0
		},
		founding:   func(f *store.Founding) { f.Pack = "none" },
		checkpoint: func(_ *int64, note *[]byte) { *note = flipped(*note) },
		more: []any{
			store.Sealed{Seq: a.done[13].Seq, Subject: register.PersonRef(2), Name: "cause-of-death", Box: []byte("x")},  // it was erased
			store.Sealed{Seq: a.done[13].Seq, Subject: register.PersonRef(2), Name: "origin", Box: []byte("x")},          // beside it
			store.Sealed{Seq: a.done[18].Seq, Name: "origin", Box: []byte("x")},                                          // of an act that is gone
			store.Sealed{Seq: 99, Name: "origin", Box: []byte("x")},                                                      // behind all acts
			store.Subject{Ref: register.PersonRef(5), Doc: []byte("{}")},                                                 // nobody
			store.ProjectionRow{Table: store.TableBook, Key: "B-9", Ref: register.HouseholdRef(1)},                       // of no document
			store.Posting{Key: store.Key{Hash: 1<<40 - 1}, Person: 1}, store.Posting{Key: store.Key{Hash: 1}, Person: 9}, // of nobody
		},
	}
}

// Whoever hears of a fault may end the audit with it, whichever it is.
func TestEachFaultMayEndTheAudit(t *testing.T) {
	a := newAudited(t)
	kinds := map[string]bool{}
	for n, told := 0, math.MaxInt; n < told; n++ {
		heard := 0
		_, err := audit.Verify(t.Context(), a.inputs(a.all(t)), func(f audit.Fault) error {
			kinds[f.Kind] = true
			if heard++; heard > n {
				return errEnough
			}
			return nil
		})
		if heard <= n {
			told = heard
		}
		if told == math.MaxInt && (heard != n+1 || !errors.Is(err, errEnough)) || told < math.MaxInt && err != nil {
			t.Errorf("the audit was to end with fault %d: %d were told, %v", n, heard, err)
		}
	}
	for _, kind := range []string{
		ledger.AlteredPart.String(), ledger.MissingAct.String(), ledger.ErasedBy.String(),
		audit.AlteredColumn, audit.AlteredDocument, audit.MissingDocument, audit.ExtraDocument, audit.AlteredNumber,
		audit.MissingProjection, audit.ExtraProjection, audit.AlteredHead, audit.AlteredCheckpoint, audit.AlteredSealed,
	} {
		if !kinds[kind] {
			t.Errorf("nothing is told as %s", kind)
		}
	}
}

// An alarm says why where its kind does not.
func TestTheReasonsOfAlarms(t *testing.T) {
	a := newAudited(t)
	told := map[string]int{}
	_, err := audit.Verify(t.Context(), a.inputs(a.all(t)), func(f audit.Fault) error {
		told[f.String()]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"altered-document person/1 (unreadable)",
		"altered-document household/1 (its list of acts)",
		"altered-document person/2", // what differs is not said
		"altered-part act 14 payload (gone, and no act erased it)",
		"altered-sealed act 14 sealed/cause-of-death (it was erased and is present again)",
		"altered-sealed act 20 sealed/cause-of-death (not the part that the act commits to)",
		"altered-sealed act 99 sealed/origin (no act commits to it)",
	} {
		if told[want] != 1 {
			t.Errorf("told %d times: %s", told[want], want)
		}
	}
}
