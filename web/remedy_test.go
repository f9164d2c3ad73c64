package web_test

import (
	"net/http"
	"strings"
	"testing"

	"samano/acts"
	"samano/register"
	"samano/web/webtest"
)

// What is to be done about somebody very like is told from the state: while nobody was asked yet,
// registering asks; nothing is to be done while adjudicators are asked, and nothing is told once the
// application has ended or stands refused.
func TestWhatIsToBeDoneAboutSomebodyLikeIsToldFromTheState(t *testing.T) {
	const like, registering, nothing = "The register holds somebody very like this person.", "Register: adjudicators are asked then", "Nothing is to be done"
	c := webtest.Comparing(t)
	somebody := c.Alike(t).Again
	somebody.Name = []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ດວງໃຈ"}, {Surname: "ພອນສະຫວັນ"}}}}
	somebody.Mother, somebody.Father = nil, nil
	somebody.Born = register.Exact(register.DayOf(1951, 2, 3))
	home := *somebody.Residence
	home.Dwelling.Code, somebody.Residence = "0101001", &home
	asked := c.Comes(t, webtest.Clerk, somebody, "Douangchai")
	at := "/applications/" + string(asked.ID)
	chief := officer(t, c, webtest.Chief)
	chief.get(at+"?lang=en").shows(http.StatusOK, "Waits for decision").silent(like)

	c.Enters(t, somebody) // meanwhile
	chief.get(at).shows(http.StatusOK, "Waits for decision", like, registering).silent(nothing)
	if !strings.Contains(chief.page, `value="register"`) {
		t.Error("registering is not offered: nothing was tested")
	}
	clerk := officer(t, c, webtest.Clerk)
	clerk.get(at+"?lang=en").shows(http.StatusOK, like, registering).silent(nothing)
	chief.send(at, "do", "register", nil).shows(http.StatusOK, "State Is this person registered already?", like, nothing).silent(registering)

	judge := officer(t, c, webtest.Judge)
	judge.get("/?lang=en")
	question := judge.question(asked).at.Path
	judge.send(question, "", "", values("verdict", "same-0", "reason", "one")).shows(http.StatusOK, "Decision that counts")
	chief.get(at).shows(http.StatusOK, "Refused").silent(registering, nothing)
}

// A reason that is withheld is told as withheld: an empty line says that there was none.
func TestAWithheldReasonSaysSo(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	application := declaredBirth(clerk)
	const reason = "ແມ່ຢູ່ເຮືອນ 31"
	chief.step(application, "return", reason).shows(http.StatusOK, "Reason "+reason, "Returned "+reason)
	c.Must(t, c.Proposal(register.KindProtection, acts.Protection{Person: string(c.Mother), Article: "Law, art. 7"}))
	chief.get(application).shows(http.StatusOK, "Reason Withheld by law Withheld by law Person", "Returned Withheld by law").silent(reason)
	clerk.get(application).shows(http.StatusOK, "Reason "+reason)
}
