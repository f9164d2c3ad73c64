package certificate_test

import (
	"context"
	"math"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/certificate"
	"samano/internal/testenv"
	"samano/register"
)

// Whether there is an act that a certificate could be of is not told of somebody whom a protection
// covers: the living and the dead have one answer, and one look.
func TestACertificateDoesNotTellWhetherTheProtectedHaveDied(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	for name, dead := range map[string]bool{"alive": false, "dead": true} {
		p := w.Resident(t, "ຄົນ", register.Female, "1990-04-12", "0102001")
		w.Must(t, w.Proposal("protection", acts.Protection{Person: string(p.Number()), Article: "art. 12"}))
		if dead {
			d := w.Proposal("death", acts.Death{Person: string(p.Number()), Died: testenv.Date(t, "2026-10-01")})
			d.Happened = testenv.Date(t, "2026-10-01")
			w.Must(t, d)
		}
		_, err := w.Certify(ctx, w.noy, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: "death", Person: string(p.Number()), Case: "REQ-1"})
		if e, ok := err.(*register.Error); !ok || e.Code != access.CodeNothingToShow {
			t.Errorf("%s: %v", name, err)
		}
		looks, err := w.looks.LooksOf(ctx, accesstest.Pass(t), []register.Ref{p.Ref()}, register.LastDay, math.MaxInt64, 10)
		must(t, err)
		if len(looks) != 1 || !looks[0].Refused {
			t.Errorf("%s: looks %+v", name, looks)
		}
	}
}
