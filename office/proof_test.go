package office_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/register"
)

// The header of an act says whom its person was found to be like, in bytes that nobody can cut. So
// a proof of it is for the national desk alone, whether the other is protected or not, and the look
// is at the other too.
func TestAProofOfAHeaderDoesNotTellWhomSomebodyIsLike(t *testing.T) {
	for _, protected := range []bool{false, true} {
		w, ctx := comparing(t), context.Background()
		there := w.entered(t, enrolment(boun, nil))
		if protected {
			w.protect(t, there)
		}
		a := w.declare(t, w.noy, draft(enrolment(boun, func(e *acts.Enrolment) {
			e.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "99"}}
		})))
		q := w.asked(t, a)
		judge := w.judge
		if protected {
			judge = w.judgeAll
		}
		_, err := w.Adjudicate(ctx, judge, q.ID, another("two family books"))
		must(t, err)
		a = w.stored(t, a.ID)
		a, _, err = w.Decide(ctx, w.kham, a.ID, a.Version, nil)
		must(t, err)
		prove := func(who access.Actor, part, cause string) (string, error) {
			proof, err := w.Node.Reading.Proof(ctx, who, access.Reason{What: access.WhatAct, Purpose: "own-queue", Case: cause}, string(a.Acts[0].Proposal.ID), part)
			var file struct{ Part struct{ Bytes string } }
			if err == nil {
				must(t, json.Unmarshal(proof, &file))
			}
			text, bad := base64.StdEncoding.DecodeString(file.Part.Bytes)
			must(t, bad)
			return string(text), err
		}
		for _, cause := range []string{"", string(a.ID)} { // the application does not name whom its person is like
			_, err := prove(w.kham, "header", cause)
			wants(t, err, register.NotFound, access.CodeNothingToShow)
			if _, err := prove(w.kham, "payload", cause); err != nil {
				t.Errorf("protected %v, case %q: the payload: %v", protected, cause, err)
			}
		}
		text, err := prove(w.national, "header", string(a.ID))
		if err != nil || !strings.Contains(text, string(there.Number())) {
			t.Errorf("the national desk: %q, %v", text, err)
		}
		looks, err := w.looks.LooksOf(ctx, accesstest.Pass(t), []register.Ref{there.Ref()}, register.LastDay, math.MaxInt64, 10)
		must(t, err)
		if len(looks) < 3 || looks[0].Officer != w.national.Officer.ID || looks[0].Refused || !looks[1].Refused || looks[1].Officer != w.kham.Officer.ID {
			t.Errorf("looks at the other: %+v", looks)
		}
	}
}
