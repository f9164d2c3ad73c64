package office_test

import (
	"context"
	"slices"
	"testing"

	"samano/office/agreement"
	"samano/office/application"
	"samano/register"
)

// An application that somebody changes by hand is not that of its act.
func TestAnApplicationThatIsAlteredDisagreesWithItsAct(t *testing.T) {
	for name, test := range map[string]struct {
		alter func(a, other *application.Application)
		want  agreement.Kind
	}{
		"nothing":           {func(_, _ *application.Application) {}, ""},
		"another taker":     {func(a, _ *application.Application) { a.Acts[0].Proposal.DeclaredTo = "somebody" }, agreement.Altered},
		"another declarant": {func(a, _ *application.Application) { a.Acts[0].Proposal.Declarant = "somebody" }, agreement.Altered},
		"another day":       {func(a, _ *application.Application) { a.Acts[0].Proposal.Declared-- }, agreement.Altered},
		"another content":   {func(a, _ *application.Application) { a.Acts[0].Proposal.Payload = []byte(`{}`) }, agreement.Altered},
		"a paper more": {func(a, _ *application.Application) {
			a.Acts[0].Proposal.Evidence = append(a.Acts[0].Proposal.Evidence, register.Evidence{Kind: "passport"})
		}, agreement.Altered},
		"the act of another": {func(a, b *application.Application) { a.Acts[0].Outcome = b.Acts[0].Outcome }, agreement.Altered},
		"an act of before":   {func(a, b *application.Application) { o := *b.Acts[0].Outcome; o.Before = true; a.Acts[0].Outcome = &o }, ""},
		"another number":     {func(a, _ *application.Application) { a.Acts[0].Outcome.Printed.No++ }, agreement.Altered},
		"another place":      {func(a, _ *application.Application) { a.Acts[0].Outcome.Seq++ }, agreement.Altered},
		"no such act":        {func(a, _ *application.Application) { a.Acts[0].Outcome.Act = "none" }, agreement.Altered},
		"registered, no act": {func(a, _ *application.Application) { a.Acts[0].Outcome = nil; a.Acts[0].Proposal.ID = "none" }, agreement.Altered},
		"the desk of before": {func(a, _ *application.Application) { a.Acts[0].Outcome = nil; a.State = application.Declared }, agreement.Behind},
		"refused, yet an act": {func(a, _ *application.Application) {
			a.Acts[0].Outcome = nil
			a.State, a.Acts[0].Proposal.Declarant = application.Refused, "x"
		}, agreement.Altered},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a, other := w.registered(t, draft(w.newborn(t))), w.registered(t, draft(w.newborn(t)))
			if found := w.disagreements(t, w.desk); found != nil {
				t.Fatalf("before anybody altered it: %v", found)
			}
			changed := a.Clone()
			test.alter(&changed, &other)
			var want []agreement.Kind
			if test.want != "" {
				want = append(want, test.want)
			}
			if found := w.disagreements(t, listed{w.desk, []application.Application{changed, other}}); !slices.Equal(found, want) {
				t.Errorf("found is %v, want %v", found, want)
			}
		})
	}
}

// listed is a desk that lists other applications than it holds.
type listed struct {
	application.Applications
	list []application.Application
}

func (l listed) ListApplications(context.Context, application.List) ([]application.Application, error) {
	return l.list, nil
}
