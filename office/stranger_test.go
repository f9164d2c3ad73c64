package office_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
)

// Whoever proposes an act about somebody protected is answered the same whatever the register holds
// of her: else a birth date is found by halving an interval, or a marriage by trying one.
func TestFindingsTellNothingOfWhoIsProtected(t *testing.T) {
	proposals := map[string]func(w *world, her, other register.Number) register.Proposal{
		"her death": func(w *world, her, _ register.Number) register.Proposal {
			return w.Proposal("death", acts.Death{Person: string(her), Died: testenv.Date(t, "2000-06-01"), DiedAt: acts.PlaceOf{Code: "0101001"}})
		},
		"her child": func(w *world, her, _ register.Number) register.Proposal {
			return w.BirthForm(t, string(her), "2026-11-01")
		},
		"her marriage": func(w *world, her, other register.Number) register.Proposal {
			return w.Proposal("marriage", acts.Marriage{Spouses: [2]acts.Who{{Person: string(her)}, {Person: string(other)}}})
		},
		"her divorce": func(w *world, her, other register.Number) register.Proposal {
			return w.Proposal("divorce", acts.Divorce{Person: string(her), Spouse: string(other)})
		},
		"her name": func(w *world, her, _ register.Number) register.Proposal {
			return w.Proposal("name-change", acts.NameChange{Person: string(her), Name: testenv.Named("ແກ້ວ", "")})
		},
		"her return": func(w *world, her, _ register.Number) register.Proposal {
			return w.Proposal("return", acts.Return{Persons: []string{string(her)}, To: &acts.Dwelling{Code: "0101001", House: "3"}})
		},
		"her guardian": func(w *world, her, other register.Number) register.Proposal {
			return w.Proposal("guardianship", acts.Guardianship{Person: string(her), Guardian: acts.Who{Person: string(other)}, Scope: "full"})
		},
	}
	// answers of the register that holds this of her
	answers := func(t *testing.T, her func(w *world, other *register.Person) *register.Person, propose func(*world, register.Number, register.Number) register.Proposal, protect bool) string {
		w, ctx := newWorld(t), context.Background()
		other := w.Resident(t, "ຄຳ", register.Male, "1988-04-01", "0101001")
		p := her(w, other)
		if protect {
			w.protect(t, p)
		}
		var text strings.Builder
		for _, who := range []access.Actor{w.noy, w.kham} {
			in := draft(propose(w, p.Number(), other.Number()))
			a, err := w.SaveDraft(ctx, who, in, 0)
			must(t, err)
			declared, err := w.Declare(ctx, who, in.ID, a.Version)
			text.WriteString(string(declared.State) + " " + errorCode(err))
			v, err := w.Open(ctx, who, in.ID)
			must(t, err)
			text.WriteString(" opened with " + strings.Join(codes(v.Acts[0].Findings), " ") + "\n")
		}
		told, err := w.Submit(ctx, w.kham, []register.Proposal{w.submitted(propose(w, p.Number(), other.Number()), w.kham)})
		must(t, err)
		text.WriteString("submitted " + strings.Join(codes(told[0].Findings), " ") + " " + errorCode(told[0].Err))
		return text.String()
	}
	young := func(w *world, _ *register.Person) *register.Person {
		return w.alone(t, "ແກ້ວ", "2016-04-01", "0102001", "31")
	}
	worlds := map[string]func(w *world, other *register.Person) *register.Person{
		"grown up": func(w *world, _ *register.Person) *register.Person {
			return w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31")
		},
		"a man": func(w *world, _ *register.Person) *register.Person {
			return w.Resident(t, "ແກ້ວ", register.Male, "1990-04-01", "0102001")
		},
		"married to him": func(w *world, other *register.Person) *register.Person {
			p := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31")
			w.marry(t, p, other)
			return w.PersonCalled(t, string(p.Number()))
		},
		"abroad": func(w *world, _ *register.Person) *register.Person {
			p := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31")
			w.Must(t, w.Proposal("departure", acts.Departure{Persons: []string{string(p.Number())}, To: acts.PlaceOf{Country: "THA"}}))
			return p
		},
	}
	for name, propose := range proposals {
		t.Run(name, func(t *testing.T) {
			want, differ := answers(t, young, propose, true), false
			plain := answers(t, young, propose, false)
			for of, her := range worlds {
				if got := answers(t, her, propose, true); got != want {
					t.Errorf("of a child:\n%s\nof somebody %s:\n%s", want, of, got)
				}
				differ = differ || answers(t, her, propose, false) != plain
			}
			if !differ {
				t.Error("nothing differs where nobody is protected: nothing is tested")
			}
		})
	}
}

func errorCode(err error) string {
	if err == nil {
		return ""
	}
	var e *register.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	return e.Kind.String() + " " + e.Code
}
