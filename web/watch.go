package web

import (
	"net/http"

	"samano/access"
	"samano/register"
	"samano/web/kept"
	"samano/web/ui"
	"samano/web/watch"
)

// oversightPage shows auditors and overseers how officers look.
func oversightPage(v *visit) error {
	a := watch.Ask(v.r.URL.Query(), v.today())
	r, err := v.s.Oversight.Report(v.ctx(), v.who, a.Period, a.By)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, ui.Page{Title: v.T("watch.title"), Wide: true, Main: watch.Report(v.watchWords(), a, r)})
}

// powersPage shows a page of the log of powers.
func powersPage(v *visit) error {
	list, err := v.s.Oversight.Powers(v.ctx(), v.who, v.before())
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, ui.Page{Title: v.T("watch.powers"), Wide: true, Before: v.backToOversight(), Main: watch.Powers(v.watchWords(), list)})
}

func (v *visit) backToOversight() ui.Body {
	return ui.Body{wayBack{ui.BackLink{Href: watch.Path, Text: v.T("watch.title")}}}
}

func breachesPage(v *visit) error { return v.breaches(http.StatusOK, watch.Typed{}, nil) }

func keptBreach(v *visit, k kept.Form) error {
	return v.breaches(http.StatusOK, watch.ReadBreach(k.Sent()), nil)
}

// breaches shows the record of breaches, and takes what auditors add to it.
func (v *visit) breaches(status int, t watch.Typed, errs faults) error {
	list, err := v.s.Oversight.Breaches(v.ctx(), v.who)
	if err != nil {
		return err
	}
	form := watch.BreachForm{Typed: t, Message: func(id string) ui.ErrorMessage { return errs.message(v, id) }, Hidden: v.owner()}
	main := append(errs.summary(v), watch.Breaches(v.watchWords(), list, v.may(access.KeepBreaches), form)...)
	return v.show(status, ui.Page{Title: v.T("watch.breaches"), HasErrors: len(errs) > 0, Before: v.backToOversight(), Main: main})
}

// enterBreach records a breach, or that somebody was told of one.
func enterBreach(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	t := watch.ReadBreach(f)
	no, b, told, bad := t.Read()
	switch {
	case len(bad) > 0:
		err = register.InvalidBy("web.enterBreach", bad...)
	case t.No != "":
		err = v.s.Oversight.TellBreach(v.ctx(), v.who, no, told)
	default:
		_, err = v.s.Oversight.RecordBreach(v.ctx(), v.who, b)
	}
	e := asError(err)
	switch {
	case err == nil:
		return v.redirect(watch.BreachesPath)
	case e == nil || e.Kind == register.NotFound || notDone[e.Kind] == 0:
		return err
	}
	var errs faults
	errs.addError(e, func(field string) string { return field })
	return v.breaches(notDone[e.Kind], t, errs)
}
