package register

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// AuthorityKind says what sort of authority decided.
type AuthorityKind string

// The authorities whose decisions the register takes in.
const (
	ByOffice     AuthorityKind = "office" // the registering office itself
	ByCourtOrder AuthorityKind = "court"
	ByConsulate  AuthorityKind = "consulate"
	ByMinistry   AuthorityKind = "ministry" // another ministry of this country
	ByForeign    AuthorityKind = "foreign"  // a foreign registry
)

// Decision says who decided that the change is lawful. Authority and Reference
// together are unique in the register, so that a birth that arrives from the
// village and from another ministry is one act.
type Decision struct {
	By        AuthorityKind `json:"by"`
	Authority string        `json:"authority,omitempty"` // its code: "MOHA", "court:0101"
	Reference string        `json:"reference,omitempty"` // its own reference of the decision
	On        Date          `json:"on,omitzero"`
}

// Evidence is a document on which the act rests, kept outside the act under its
// SHA-256.
type Evidence struct {
	Kind   string `json:"kind"` // from the law pack's list
	SHA256 string `json:"sha256,omitempty"`
	Note   string `json:"note,omitempty"` // where the paper lies, if it was seen but not copied
}

// Examined names a fact that was in the register before and was compared with a paper of the
// evidence.
type Examined struct {
	Person string    `json:"person"` // a number, or '@' and a client-made id
	Fact   EffectRef `json:"fact,omitzero"`
	Paper  string    `json:"paper"` // the kind of the evidence
}

// Accepted is a registrar's decision on a finding that needs one.
type Accepted struct {
	Code   string `json:"code"`
	Field  string `json:"field,omitempty"`
	Person string `json:"person,omitempty"` // of a finding about another person: its ArgPerson
	Reason string `json:"reason"`
}

// Seen records at which Seq the declarant's side last saw a subject.
type Seen struct {
	Subject string `json:"subject"` // a number, a book, or '@' and a client-made id
	Seq     Seq    `json:"seq"`
}

// Proposal is what is handed in: a change that somebody declares and that is not
// yet an act. Its JSON is one line of what `samano act submit` reads.
type Proposal struct {
	ID         ActID           `json:"id"`
	Kind       Kind            `json:"kind"`
	Happened   Date            `json:"happened,omitzero"` // when the event happened, or from when the change holds
	Declared   Day             `json:"declared"`          // the day of declaration; legal deadlines run to it
	Declarant  string          `json:"declarant,omitempty"`
	Decision   Decision        `json:"decision"`
	Evidence   []Evidence      `json:"evidence,omitempty"`
	Examined   []Examined      `json:"examined,omitempty"`
	Office     OfficeID        `json:"office"`                // the office that enters it
	DeclaredTo OfficerID       `json:"declared_to,omitempty"` // who took the declaration
	Registrar  OfficerID       `json:"registrar"`             // who registers it
	Accepted   []Accepted      `json:"accepted,omitempty"`
	Seen       []Seen          `json:"seen,omitempty"`
	Payload    json.RawMessage `json:"payload"`
}

// EventDay returns the day by which the law of the event is chosen: the last day that the date
// may mean, or the day of declaration if that is earlier or nothing is known.
func (p *Proposal) EventDay() Day { return min(p.Happened.Latest(), p.Declared) }

// Nature tells apart what an event means for those who follow the subject.
type Nature string

// The natures.
const (
	Change     Nature = "change"
	Correction Nature = "correction"
	Annulment  Nature = "annulment"
)

// Act is the registered change. It never changes again.
type Act struct {
	Proposal
	Seq          Seq
	RegisteredAt time.Time // microseconds, strictly increasing with Seq
	PackHash     string    // hash of the law pack by which the act was decided
	Printed      PrintedNumber
	Nature       Nature
	Repairs      Seq       // the act that a correction or annulment is about; 0: none
	Findings     []Finding // what was found and did not stop it
	Effects      []Effect
}

// SealedPrefix begins the name of a part that is kept encrypted outside the act.
const SealedPrefix = "sealed/"

// CutSealed returns the name of a sealed part and reports whether the part is sealed.
func CutSealed(part string) (name string, sealed bool) { return strings.CutPrefix(part, SealedPrefix) }

// PrintedNumber is the act's number on paper: office, year of registration, and
// the count within both.
type PrintedNumber struct {
	Office OfficeID `json:"office"`
	Year   int      `json:"year"`
	No     int      `json:"no"`
}

// IsZero reports whether the act has no number on paper.
func (n PrintedNumber) IsZero() bool { return n == PrintedNumber{} }

// String returns the number as "office/year/number"; empty for none.
func (n PrintedNumber) String() string {
	if n.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s/%d/%d", n.Office, n.Year, n.No)
}

// parsePrinted reads what String returns.
func parsePrinted(text string) (PrintedNumber, bool) {
	parts := strings.Split(text, "/")
	if len(parts) != 3 || parts[0] == "" {
		return PrintedNumber{}, false
	}
	year, err := strconv.Atoi(parts[1])
	no, err2 := strconv.Atoi(parts[2])
	return PrintedNumber{Office: OfficeID(parts[0]), Year: year, No: no}, err == nil && err2 == nil && no > 0
}

// ParseActName reads the name by which people ask for an act: its client-made id, or else its number
// on paper. One of the two is returned.
func ParseActName(text string) (id ActID, printed PrintedNumber, ok bool) {
	if ValidUUID(text) {
		return ActID(text), PrintedNumber{}, true
	}
	printed, ok = parsePrinted(text)
	return "", printed, ok
}

// Subjects lists the subjects that the act's effects concern, each once, in the
// order in which they first appear.
func (a *Act) Subjects() []Ref {
	var out []Ref
next:
	for i := range a.Effects {
		for _, r := range out {
			if r == a.Effects[i].Subject {
				continue next
			}
		}
		out = append(out, a.Effects[i].Subject)
	}
	return out
}

// Office is where officers work. A post is an office that may be cut off.
type Office struct {
	ID           OfficeID `json:"id"`
	Name         string   `json:"name"`
	NameLatin    string   `json:"name_latin,omitempty"`
	Level        string   `json:"level"` // from the law pack: centre, province, district, village, border, consulate
	Jurisdiction PlaceID  `json:"-"`     // its unit and all below; 0: the whole country or nothing (Atlas.AreaOf)
	Post         bool     `json:"post,omitempty"`
}
