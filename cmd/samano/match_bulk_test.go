package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/node"
	"samano/office/application"
	"samano/office/dedupe"
	"samano/register"
)

// twiceHouse founds a register and loads so many women, each entered in Lao and once more in Latin letters.
func twiceHouse(t *testing.T, women int) *Globals {
	t.Helper()
	t.Setenv("SAMANO_PASSWORD", testPassword)
	t.Setenv("SAMANO_CONFIRM_PASSWORD", testPassword)
	g := &Globals{Data: templateHouse(t), in: os.Stdin, out: io.Discard, errs: io.Discard}
	given := [][2]string{{"ຄຳພອນ", "Khamphone"}, {"ສົມສັກ", "Somsak"}, {"ບຸນມີ", "Bounmy"}, {"ມະນີຈັນ", "Manichanh"}, {"ວຽງໄຊ", "Viengxay"}, {"ດາວເຮືອງ", "Daoheuang"}}
	surname := [][2]string{{"ວົງສາ", "Vongsa"}, {"ສີຫາລາດ", "Sihalath"}, {"ພົມມະຈັນ", "Phommachanh"}, {"ອິນທະວົງ", "Inthavong"}, {"ໄຊຍະວົງ", "Xayavong"}}
	var b strings.Builder
	n := 0
	for i := range women {
		for j, script := range []string{"Laoo", "Latn"} {
			n++
			fmt.Fprintf(&b, `{"id":"01930000-0000-7000-8000-%012x","kind":"enrolment","declared":"2026-11-01","decision":{"by":"office"},"office":"d0101","declared_to":"noi","registrar":"keo",`+
				`"payload":{"as":"@01930000-0000-7000-8001-%012x","sex":"female","born":"%d-%02d-%02d","residence":{"kind":"permanent","dwelling":{"code":"0101%03d","house":"1"},"since":"2010"},`+
				`"name":[{"script":%q,"parts":[{"given":%q},{"surname":%q}]}]}}`+"\n",
				n, n, 1950+i, 1+i%12, 1+i%28, 1+i%9, script, given[i%len(given)][j], surname[i%len(surname)][j])
		}
	}
	file := filepath.Join(t.TempDir(), "people.jsonl")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	if code := run(t.Context(), append(stated(file), "--data", g.Data), strings.NewReader(""), io.Discard, &errs); code != exitOK {
		t.Fatalf("load: %s", errs.String())
	}
	return g
}

// pairsAsked gives the pairs that adjudicators are asked about.
func pairsAsked(t *testing.T, h *opened) (pairs [][2]register.PersonID, last application.AdjudicationID) {
	t.Helper()
	all, err := h.parts.Applications.ListAdjudications(t.Context(), application.AdjudicationList{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		pairs, last = append(pairs, a.Pair), a.ID
	}
	slices.SortFunc(pairs, func(x, y [2]register.PersonID) int { return slices.Compare(x[:], y[:]) })
	return pairs, last
}

// A search of the whole register that dies in the middle is made again: no pair is asked about
// twice and none is lost, and what an adjudicator has decided is not asked again.
func TestDedupeThatDiesIsMadeAgain(t *testing.T) {
	const women = 30
	g := twiceHouse(t, women)
	h, err := g.opened(t.Context(), node.Serving)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	search := func(ctx context.Context) (dedupe.Count, error) {
		who := access.Actor{Officer: access.Officer{ID: "ta", Office: node.Centre, Roles: []access.Role{access.Adjudicator}, Until: register.LastDay}, Office: register.Office{ID: node.Centre, Level: h.Law.Offices[0].Name}}
		why := access.Reason{What: access.WhatDuplicates, Purpose: "duplicate-check", Case: "M-1"}
		found, err := h.Dedupe.Search(ctx, who, why, dedupe.Request{})
		if err == nil && found.Clusters != women {
			t.Fatalf("%d pairs of %d", found.Clusters, women)
		}
		return found, err
	}
	for _, until := range []int{1, women / 2} {
		ctx, kill := context.WithCancel(t.Context())
		go func() {
			for { // the command dies when so many pairs are there
				if l, err := h.parts.Applications.ListAdjudications(t.Context(), application.AdjudicationList{Limit: 1000}); err != nil || len(l) >= until {
					kill()
					return
				}
				time.Sleep(time.Millisecond)
			}
		}()
		_, err := search(ctx)
		kill()
		if pairs, _ := pairsAsked(t, h); err == nil && len(pairs) < women || err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("it came to an end with %d pairs of %d, %v", len(pairs), women, err)
		}
	}
	before, id := pairsAsked(t, h)
	d, err := search(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	after, _ := pairsAsked(t, h)
	if d.Opened != women-len(before) || d.Known != len(before) || len(after) != women || len(slices.Compact(after)) != women {
		t.Errorf("%d pairs were asked before, %d are now; %+v", len(before), len(after), d)
	}
	ruling := application.Ruling{At: h.Clock(), By: "ta", Office: node.Centre, Verdict: application.Different, Reason: "two women"}
	if err := h.parts.Applications.AddRuling(t.Context(), id, 0, ruling, nil); err != nil {
		t.Fatal(err)
	}
	if d, err = search(t.Context()); err != nil || d.Opened != 0 || d.Known != women {
		t.Errorf("once more: %+v, %v", d, err)
	}
}

// Of the search of the whole register there is one look that names nobody; of a list, one for whom
// an answer speaks of, and it says which of the answers was withheld.
func TestLooksOfBulkWork(t *testing.T) {
	g := twiceHouse(t, 3)
	list := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(list, []byte("name,sex,born,village\nKhamphone Vongsa,F,1950-01-01,0101001\nSomsak Sihalath,F,1951-02-02,0101002\nNobody Here,M,1999-09-09,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	protect := filepath.Join(t.TempDir(), "protect.jsonl")
	act := `{"id":"01930000-0000-7000-8000-0000000000ff","kind":"protection","happened":"2026-11-02","declared":"2026-11-02","decision":{"by":"office"},"office":"centre","declared_to":"noi","registrar":"mali","payload":{"person":"@01930000-0000-7000-8001-%012x","article":"art. 12"}}`
	lines := strings.Replace(fmt.Sprintf(act, 3), "0000000000ff", "0000000000fe", 1) + "\n" + fmt.Sprintf(act, 4) + "\n"
	if err := os.WriteFile(protect, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	year := time.Now().UTC().Add(7 * time.Hour).Year() // in Laos
	export := fmt.Sprintf("%s/%d/1", node.Centre, year)
	for _, args := range [][]string{
		stated(protect),
		{"request", "enter", "--officer", "mali", "--kind", "export", "--asks", "Ministry of Health", "--ground", "art. 9"},
		{"request", "confirm", export, "--officer", "vone"},
		{"match", "dedupe", "--officer", "ta", "--purpose", "duplicate-check", "--case", "M-1"},
		{"match", "link", list, "--officer", "mali", "--purpose", "file-check", "--case", export},
	} {
		var errs bytes.Buffer
		if code := run(t.Context(), append(args, "--data", g.Data), strings.NewReader(""), io.Discard, &errs); code != exitOK {
			t.Fatalf("%v: %d, %s", args, code, errs.String())
		}
	}
	h, err := g.opened(t.Context(), node.Serving)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	looks, err := h.parts.Looks.LooksFrom(t.Context(), accesstest.Pass(t), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		what     access.What
		subjects int
		refused  bool
	}
	var got []line
	for _, l := range looks {
		got = append(got, line{l.What, len(l.Subjects), l.Refused})
	}
	want := []line{{access.WhatDuplicates, 0, false}, {access.WhatFile, 0, false}, {access.WhatFile, 1, false}, {access.WhatFile, 1, true}}
	if !slices.Equal(got, want) {
		t.Errorf("looks %+v, want %+v", got, want)
	}
	answers, err := os.ReadFile(list + ".answers.csv")
	if err != nil || string(answers) != "row,answer,findings\n2,yes,\n3,no,\n4,no,\n" {
		t.Errorf("%q, %v", answers, err)
	}
}
