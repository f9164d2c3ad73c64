package lines_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"samano/access"
	"samano/internal/testenv"
	"samano/office/lines"
	"samano/register"
)

// Each line of a submission is told in its order, with what became of it, however many are taken at once.
func TestEachLineOfASubmissionIsTold(t *testing.T) {
	for _, atOnce := range []int{1, 2, 10} {
		c := testenv.New(t, testenv.Options{})
		c.FoundDistricts(t)
		office := c.OpenOffice(t, "D0101", "district", "0101")
		noy, kham := testenv.ActorAt(office, "noy", access.DistrictRegistrar), testenv.ActorAt(office, "kham", access.DistrictRegistrar)
		mother := c.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
		birth := func(born string) []byte {
			p := c.BirthForm(t, string(mother.Number()), born)
			p.Declared, p.Office, p.DeclaredTo, p.Registrar = c.Today(), office.ID, noy.Officer.ID, kham.Officer.ID
			b, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		first := birth("2022-10-20")
		file := bytes.Join([][]byte{first, []byte(`{"id":`), birth("1990-01-01"), first, birth("2024-10-20")}, []byte("\n"))
		var told []string
		var numbers []register.Number
		submission := func(tell func(lines.Line) error) *lines.Submission {
			return &lines.Submission{Clerk: c.Node.Clerk, Who: kham, Takers: []access.Actor{noy}, Acts: atOnce, Tell: tell}
		}
		err := submission(func(l lines.Line) error {
			told, numbers = append(told, l.Result), append(numbers, l.Numbers...)
			if l.No != len(told) {
				t.Errorf("%d at once: line %d is told as number %d", atOnce, l.No, len(told))
			}
			return nil
		}).Run(t.Context(), bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{lines.Registered, lines.Unreadable, lines.Refused, lines.Repeated, lines.Registered}; !slices.Equal(told, want) || len(numbers) != 3 {
			t.Errorf("%d at once: told %v with numbers %v, want %v", atOnce, told, numbers, want)
		}
		full := errors.New("the disk is full")
		if err := submission(func(lines.Line) error { return full }).Run(t.Context(), bytes.NewReader(file)); !errors.Is(err, full) {
			t.Errorf("%d at once: nobody listens, and it comes to %v", atOnce, err)
		}
	}
}
