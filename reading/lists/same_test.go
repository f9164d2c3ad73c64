package lists_test

import (
	"fmt"
	"strings"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/reading/lists"
	"samano/register"
)

// Nobody is told that a list's newborn is registered because of somebody who died before, in memory
// and in the database alike.
func TestAListOfSomebodyNamedLikeTheDead(t *testing.T) {
	w := newWorld(t)
	w.FoundDistricts(t)
	as := "@" + string(w.ClientID())
	w.Must(t, w.Proposal("enrolment", acts.Enrolment{
		As: as, Sex: register.Male, BornAt: acts.PlaceOf{Code: "0101001"}, Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		Name:   []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ວຽງທອງ"}, {Surname: "ສີຫາລາດ"}}}},
		Mother: &acts.Who{Described: &acts.Described{Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ບົວຈັນ"}}}}}},
	}))
	const rows = "given,surname,sex,birth,born-village,mother\nວຽງທອງ,ສີຫາລາດ,male,2006-10-20,0101001,ບົວຈັນ\nວຽງທອງ,ສີຫາລາດ,male,1996,0101001,ບົວຈັນ\n"
	say := func(when string, want ...string) {
		t.Helper()
		q := fileCheck
		for _, q.Where = range []lists.Where{lists.InMemory, lists.InDatabase} {
			out, _ := w.answered(t, q, rows)
			for i, told := range strings.Split(strings.TrimSpace(out), "\n")[1:] {
				if strings.Contains(told, ",no,") != (want[i] == "no") {
					t.Errorf("%s, at %v: %s, want %s", when, q.Where, told, want[i])
				}
			}
		}
	}
	say("while he may live", "perhaps", "perhaps")
	died := w.Proposal("death", acts.Death{Person: as, Died: testenv.Date(t, "1996")})
	died.Happened = testenv.Date(t, "1996")
	w.Must(t, died)
	say("dead since 1996", "no", "perhaps")
}

// Who moved away from the village of their birth is found by a list that has the old address, as by
// one that has none; and the database and the memory say the same of every row.
func TestAListWithAnOldAddress(t *testing.T) {
	w := newWorld(t)
	w.FoundDistricts(t)
	var rows strings.Builder
	rows.WriteString("given,surname,sex,birth,home-village,mother\n")
	for i := range 40 {
		as := w.ClientID()
		given := people[i%len(people)].given
		born := fmt.Sprintf("19%02d-0%d-1%d", 50+i, 1+i%9, i%10)
		w.Must(t, w.Proposal("enrolment", acts.Enrolment{
			As: "@" + string(as), Sex: register.Female, Born: testenv.Date(t, born), BornAt: acts.PlaceOf{Code: "0101001"},
			Name:          []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: given}, {Surname: "ສີຫາລາດ"}}}},
			Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
			Residence:     &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0102001", House: fmt.Sprint(i)}},
		}))
		for _, village := range []string{"0101001", "0102001", "0101002", ""} {
			fmt.Fprintf(&rows, "%s,ສີຫາລາດ,female,%s,%s,\n", given, born, village)
		}
		fmt.Fprintf(&rows, "%s,,,,0101001,\n%s,ສີຫາລາດ,,19%02d,0102001,\n%s,ວົງສາ,female,%s,,ນ້ອຍ\n", given, given, 50+i, given, born)
	}
	q := fileCheck
	answers := map[lists.Where][]string{}
	for _, q.Where = range []lists.Where{lists.InMemory, lists.InDatabase} {
		out, _ := w.answered(t, q, rows.String())
		answers[q.Where] = strings.Split(strings.TrimSpace(out), "\n")
	}
	memory, database := answers[lists.InMemory], answers[lists.InDatabase]
	for i, told := range database {
		if told != memory[i] {
			t.Errorf("the database says %s, the memory %s", told, memory[i])
		}
		if i > 0 && (i-1)%7 < 4 && !strings.Contains(told, ",yes,") {
			t.Errorf("whose name, sex and birth are right is answered %s: address %d", told, (i-1)%7)
		}
	}
}
