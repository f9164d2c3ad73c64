package testenv

import (
	"fmt"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/register"
	"samano/registrar"
	"samano/registrar/record"
)

// Family names who and what a history is about.
type Family struct {
	Mother, Father, Child, Twin register.ClientID // Twin is the father, entered a second time
	Home, Other                 register.ClientID // households
	Death                       register.ActID    // of the father
}

// History returns the acts of one family in their order. They touch every table of a register but former_number:
// places, people and households come, books change hands, parents, members and numbers are taken
// away and given back, two records become one and two again, parts are erased. Each act rests on
// those before it, and the register must hold nothing else.
func (c *Country) History(t testing.TB) ([]register.Proposal, Family) {
	t.Helper()
	f := Family{Mother: c.ClientID(), Father: c.ClientID(), Child: c.ClientID(), Twin: c.ClientID(), Home: c.ClientID(), Other: c.ClientID()}
	at := func(id register.ClientID) string { return "@" + string(id) }
	lives := &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "12"}}
	enrolment := func(as register.ClientID, given string, sex register.Sex) register.Proposal {
		return c.Proposal(register.KindEnrolment, acts.Enrolment{
			As: at(as), Name: called(given, "ວົງສາ"), Sex: sex, Born: register.InYear(1985, register.Declared), Residence: lives,
			Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		})
	}
	born := c.Proposal(register.KindBirth, acts.Birth{
		As: at(f.Child), Name: called("ສົມພອນ", ""), Sex: register.Male, Born: register.Exact(c.Today()),
		Mother: &acts.Who{Person: at(f.Mother)}, Father: &acts.Who{Person: at(f.Father)},
	})
	issue := c.Proposal(register.KindBookIssue, acts.BookIssue{Household: at(f.Home), Book: register.Book{Class: "blue", Number: "B-2"}, Replaces: "B-1"})
	merge := c.Proposal(register.KindMerge, acts.Merge{Survivor: at(f.Father), Other: at(f.Twin), Reason: "one and the same"})
	split := c.Proposal(register.KindHouseholdSplit, acts.HouseholdSplit{
		Household: at(f.Home), As: at(f.Other), HeadConsents: true, Dwelling: &acts.Dwelling{Code: "0101002", House: "3"},
		Members: []acts.Related{{Person: at(f.Father), Relation: register.HeadRelation}}, Books: []register.Book{{Class: "blue", Number: "B-2"}},
	})
	split.Evidence = []register.Evidence{{Kind: "household-head-consent", Note: "shelf 1"}}
	denial := c.Proposal(register.KindParentage, acts.Parentage{Child: at(f.Child), Role: register.Father, Denied: true})
	denial.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court/01", Reference: "12"}
	renamed := c.Proposal(register.KindNameChange, acts.NameChange{Person: at(f.Mother), Kind: register.OfficialName, Name: called("ດາວ", "ວົງສາ")})
	renamed.Evidence = []register.Evidence{{Kind: "declaration", Note: "shelf 2"}}
	death := c.Proposal(register.KindDeath, acts.Death{Person: at(f.Father), Died: register.Exact(c.Today()), Cause: "fever"})
	f.Death = death.ID
	firstPaper := register.PrintedNumber{Office: "CENTRE", Year: c.Today().Year(), No: 1} // that of the birth
	const protected register.Seq = 12                                                     // the place of the protection in a register that holds nothing else
	return []register.Proposal{
		c.Decree("1",
			acts.PlaceStep{Code: "01", Level: "province", Name: register.PlaceName{Latin: "Vientiane Capital"}},
			acts.PlaceStep{Code: "0101", Level: "district", Parent: "01", Name: register.PlaceName{Latin: "Chanthabuly"}},
			acts.PlaceStep{Code: "0101001", Level: "village", Parent: "0101", Name: register.PlaceName{Latin: "Nongping"}},
			acts.PlaceStep{Code: "0101002", Level: "village", Parent: "0101", Name: register.PlaceName{Latin: "Anou"}}),
		enrolment(f.Mother, "ຄຳ", register.Female),
		enrolment(f.Father, "ບຸນມີ", register.Male),
		c.Proposal(register.KindHouseholdOpen, acts.HouseholdOpen{
			As: at(f.Home), Dwelling: lives.Dwelling, Books: []register.Book{{Class: "blue", Number: "B-1"}},
			Members: []acts.NewMember{{Person: at(f.Mother), Relation: register.HeadRelation}, {Person: at(f.Father), Relation: "spouse"}},
		}),
		born,
		issue,
		c.Proposal(register.KindAnnulment, acts.Annulment{Act: string(issue.ID), Reason: "the book was of another family"}),
		split,
		denial,
		enrolment(f.Twin, "ບຸນມີ", register.Male),
		merge,
		c.Proposal(register.KindProtection, acts.Protection{Person: at(f.Twin), Article: "art. 1"}),
		c.Proposal(register.KindUnmerge, acts.Unmerge{
			Merge: string(merge.ID), Reason: "two after all", Allot: []acts.Allot{{Seq: protected, To: acts.ToOther, Reason: "it was the twin who asked"}},
		}),
		death,
		c.Proposal(register.KindErasure, acts.Erase{Act: string(death.ID), Part: "payload", Article: "art. 2"}),
		c.Proposal(register.KindErasure, acts.Erase{Act: string(death.ID), Part: "sealed/cause-of-death", Article: "art. 2"}),
		c.Proposal(register.KindErasure, acts.Erase{Act: firstPaper.String(), Part: "payload", Article: "art. 2"}),
		c.Decree("2", acts.PlaceStep{Place: "0101002", Name: register.PlaceName{Latin: "Anouvong"}}),
		renamed,
	}, f
}

// Decree proposes changes of places under a reference of the ministry.
func (c *Country) Decree(reference string, steps ...acts.PlaceStep) register.Proposal {
	p := c.Proposal(register.KindPlaceChange, acts.PlaceChange{Steps: steps})
	p.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: reference}
	p.Evidence = []register.Evidence{{Kind: "ministry-decision"}}
	return p
}

func called(given, surname string) []register.NameForm {
	f := register.NameForm{Script: register.Lao, Parts: []register.NamePart{{Given: given}}}
	if surname != "" {
		f.Parts = append(f.Parts, register.NamePart{Surname: surname})
	}
	return []register.NameForm{f}
}

// Contents returns all that a register holds, but for random salts and what is hashed over them.
func Contents(t testing.TB, c registrar.Config, pass access.Pass) (out []string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	head, err := c.Store.Head(ctx)
	must(err)
	head.Frontier = nil
	out = append(out, fmt.Sprintf("head %+v", head))
	for _, kind := range []register.SubjectKind{register.SubjectPerson, register.SubjectHousehold, register.SubjectPlace} {
		for row, err := range c.Store.EachSubject(ctx, pass, kind, 0) {
			must(err)
			out = append(out, fmt.Sprintf("%s %d %s", row.Ref, row.Seq, row.Doc))
		}
	}
	for row, err := range c.Store.EachProjection(ctx, pass) {
		must(err)
		out = append(out, fmt.Sprintf("row %+v", row))
	}
	for p, err := range c.Store.EachPosting(ctx, pass) {
		must(err)
		out = append(out, fmt.Sprintf("posting %+v", p))
	}
	rows, err := c.Store.ActsFrom(ctx, pass, 0, int(head.Size))
	must(err)
	for _, row := range rows {
		a, err := record.Decode(c.Codec, row)
		must(err)
		boxes, err := c.Store.Sealed(ctx, pass, row.Seq)
		must(err)
		out = append(out, fmt.Sprintf("act %+v, %d sealed parts", *a, len(boxes)))
	}
	return out
}
