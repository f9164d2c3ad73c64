package credential

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// Keys of the CWT claims set: RFC 8392, section 4; Claim 169; the Token Status
// List; and one of the private range.
const (
	cwtIssuer    = 1
	cwtAudience  = 3
	cwtExpires   = 4
	cwtNotBefore = 5
	cwtIssuedAt  = 6
	cwtID        = 7
	cwtPerson    = 169
	cwtStatus    = 65535
	cwtPaper     = -70001
)

// Attributes of Claim 169.
const (
	attrID            = 1
	attrLanguage      = 3
	attrFullName      = 4
	attrBirthDate     = 8
	attrGender        = 9
	attrNationality   = 13
	attrLatinName     = 19
	attrLatinLanguage = 20
)

// Keys of our map; the package comment explains them.
const (
	paperVersion         = 1
	paperKind            = 2
	paperSeq             = 3
	paperOffice          = 4
	paperActNumber       = 5
	paperRegistered      = 6
	paperCopyCount       = 7
	paperEventDate       = 8
	paperEventPlace      = 9
	paperBirthDate       = 10
	paperMother          = 11
	paperFather          = 12
	paperSpouse          = 13
	paperSpouseBirthDate = 14
)

const version = 1

// Limits of a claims set, far above what fits in one QR code. The deepest path
// of Claim 169 is claims, person, biometrics, one biometric: 4.
const (
	maxNesting  = 8
	maxElements = 256
)

// object is a CBOR map under construction; zero values are left out.
type object map[int64]any

func (o object) text(key int64, s string) {
	if s != "" {
		o[key] = s
	}
}

func (o object) time(key int64, t time.Time) {
	if !t.IsZero() {
		o[key] = t.Unix()
	}
}

func (o object) names(key int64, n Names) {
	switch {
	case n.Latin != "":
		o[key] = []string{n.Full, n.Latin}
	case n.Full != "":
		o[key] = []string{n.Full}
	}
}

// encodeClaims writes the claims set in core deterministic encoding (RFC 8949,
// section 4.2.1), so that the same claims are the same bytes.
func encodeClaims(c Claims) ([]byte, error) {
	paper := object{paperVersion: version, paperKind: uint8(c.Kind), paperSeq: int64(c.Seq)}
	paper.text(paperOffice, c.Office)
	paper.text(paperActNumber, c.ActNumber)
	paper.text(paperRegistered, string(c.Registered))
	if c.CopyCount != 0 {
		paper[paperCopyCount] = c.CopyCount
	}
	paper.text(paperEventDate, string(c.Event.Date))
	paper.text(paperEventPlace, c.Event.Place)
	paper.names(paperMother, c.Mother)
	paper.names(paperFather, c.Father)
	if c.Spouse != (Person{}) {
		paper[paperSpouse] = encodePerson(c.Spouse, paper, paperSpouseBirthDate)
	}
	claims := object{
		cwtIssuer: c.Issuer,
		cwtID:     c.Copy[:],
		cwtPerson: encodePerson(c.Person, paper, paperBirthDate),
		cwtPaper:  paper,
	}
	claims.time(cwtIssuedAt, c.IssuedAt)
	claims.time(cwtExpires, c.Expires)
	if c.Status != nil {
		claims[cwtStatus] = map[string]any{
			"status_list": map[string]any{"idx": c.Status.Index, "uri": c.Status.URI},
		}
	}
	enc, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		return nil, fmt.Errorf("credential: %w", err)
	}
	return enc.Marshal(claims)
}

// encodePerson puts what fits into Claim 169's attributes, and the exact date of
// birth, where they cannot hold it, under exactKey of our map.
func encodePerson(p Person, paper object, exactKey int64) object {
	o := object{}
	o.text(attrID, p.ID)
	o.text(attrLanguage, string(p.Language))
	o.text(attrFullName, p.Names.Full)
	o.text(attrLatinName, p.Names.Latin)
	o.text(attrLatinLanguage, string(p.LatinLanguage))
	o.text(attrNationality, p.Nationality)
	if p.Gender != NotStated {
		o[attrGender] = uint8(p.Gender)
	}
	fits, whole := p.BirthDate.claim169()
	o.text(attrBirthDate, fits)
	if !whole {
		paper[exactKey] = string(p.BirthDate)
	}
	return o
}

// decodeMap decodes one CBOR item strictly, all of it, so that a duplicate key
// is found however deep it hides, and wants it to be a map.
func decodeMap(data []byte) (map[any]any, error) {
	dec, err := cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthForbidden,
		TagsMd:           cbor.TagsForbidden, // RFC 8392, section 4: times are untagged; nothing else here has one
		IntDec:           cbor.IntDecConvertSignedOrFail,
		UTF8:             cbor.UTF8RejectInvalid,
		MaxNestedLevels:  maxNesting,
		MaxArrayElements: maxElements,
		MaxMapPairs:      maxElements,
	}.DecMode()
	if err != nil {
		return nil, err
	}
	var item any
	err = dec.Unmarshal(data, &item)
	if twice := (*cbor.DupMapKeyError)(nil); errors.As(err, &twice) { // it quotes the key, which is a stranger's text
		return nil, errors.New("a map has a key twice")
	}
	if err != nil {
		return nil, err
	}
	m, ok := item.(map[any]any)
	if !ok {
		return nil, errors.New("is not a map")
	}
	return m, nil
}

// fields takes known keys out of a decoded map; the first wrong type is kept as
// err, later calls return zero values.
type fields struct {
	name string
	m    map[any]any
	err  error
}

func newFields(name string, value any) *fields {
	m, ok := value.(map[any]any)
	f := &fields{name: name, m: m}
	if !ok {
		f.err = fieldError(name, "is not a map")
	}
	return f
}

func (f *fields) fail(key any, problem string) {
	if f.err == nil {
		f.err = fieldError(fmt.Sprintf("%s key %v", f.name, key), problem)
	}
}

func (f *fields) take(key any) (any, bool) {
	v, ok := f.m[key]
	delete(f.m, key)
	return v, ok && f.err == nil
}

func (f *fields) text(key any) string {
	v, ok := f.take(key)
	s, isText := v.(string)
	if ok && !isText {
		f.fail(key, "is not text")
	}
	return s
}

func (f *fields) uint(key any, most int64) int64 {
	v, ok := f.take(key)
	n, isInt := v.(int64)
	if ok && (!isInt || n < 0 || n > most) {
		f.fail(key, "is not a number in range")
	}
	return n
}

// time reads a NumericDate: an integer or a float (RFC 8392, section 2), of
// which a fraction of a second is cut off.
func (f *fields) time(key any) time.Time {
	v, ok := f.take(key)
	if !ok {
		return time.Time{}
	}
	var n int64
	switch t := v.(type) {
	case int64:
		n = t
	case float64:
		if !(t >= 0 && t <= maxUnix) { // also refuses NaN
			f.fail(key, "is not a time in range")
			return time.Time{}
		}
		n = int64(t)
	default:
		f.fail(key, "is not a time")
	}
	if n < 0 || n > maxUnix {
		f.fail(key, "is not a time in range")
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

func (f *fields) names(key any) Names {
	v, ok := f.take(key)
	if !ok {
		return Names{}
	}
	list, _ := v.([]any)
	if len(list) != 1 && len(list) != 2 {
		f.fail(key, "is not a name with or without its Latin form")
		return Names{}
	}
	var n Names
	for i, field := range []*string{&n.Full, &n.Latin}[:len(list)] {
		s, isText := list[i].(string)
		if !isText || s == "" {
			f.fail(key, "has an empty name or none")
		}
		*field = s
	}
	return n
}

// rest lists the integer keys that nobody took, under prefix. Keys that are text
// are counted only: they are the issuer's words, and may say anything.
func (f *fields) rest(prefix string) []string {
	var out []string
	for key := range f.m {
		if n, ok := key.(int64); ok {
			out = append(out, prefix+strconv.FormatInt(n, 10))
		} else {
			out = append(out, prefix+"text")
		}
	}
	return out
}

// decodeClaims reads a claims set of any issuer of Claim 169, and our map where
// it is there. The second result lists the keys that were not understood: "2" is a claim,
// "169.62" an attribute, "-70001.99" a key of our map.
func decodeClaims(payload []byte) (Claims, []string, error) {
	m, err := decodeMap(payload)
	if err != nil {
		return Claims{}, nil, &ReadError{Stage: StageCWT, Err: err}
	}
	cwt := newFields("cwt", m)
	if _, ok := cwt.take(int64(cwtAudience)); ok {
		cwt.fail(cwtAudience, "is addressed to one audience")
	}
	c := Claims{
		Issuer:    cwt.text(int64(cwtIssuer)),
		Expires:   cwt.time(int64(cwtExpires)),
		NotBefore: cwt.time(int64(cwtNotBefore)),
		IssuedAt:  cwt.time(int64(cwtIssuedAt)),
	}
	if id, ok := cwt.take(int64(cwtID)); ok {
		b, isBytes := id.([]byte)
		if !isBytes {
			cwt.fail(cwtID, "is not bytes")
		}
		if len(b) == len(c.Copy) { // others' ids may have any length
			c.Copy = CopyID(b)
		}
	}
	if cwt.err != nil {
		return Claims{}, nil, &ReadError{Stage: StageCWT, Err: cwt.err}
	}
	ignored, err := c.decodeContent(cwt)
	if err == nil {
		err = c.validateShape()
	}
	if err != nil {
		return Claims{}, nil, &ReadError{Stage: StageClaims, Err: err}
	}
	ignored = append(ignored, cwt.rest("")...)
	slices.Sort(ignored)
	return c, slices.Compact(ignored), nil
}

// decodeContent reads the person, our map and the status reference.
func (c *Claims) decodeContent(cwt *fields) ([]string, error) {
	value, ok := cwt.take(int64(cwtPerson))
	if !ok {
		return nil, fieldError("cwt key 169", "is missing: no identity data")
	}
	person := newFields("169", value)
	c.Person = decodePerson(person)
	ignored := person.rest("169.")
	if value, ok := cwt.take(int64(cwtPaper)); ok && person.err == nil {
		more, err := c.decodePaper(newFields("-70001", value))
		if err != nil {
			return nil, err
		}
		ignored = append(ignored, more...)
	}
	if value, ok := cwt.take(int64(cwtStatus)); ok && person.err == nil {
		ref, err := decodeStatus(value)
		if err != nil {
			return nil, err
		}
		c.Status = ref
	}
	return ignored, person.err
}

func (c *Claims) decodePaper(paper *fields) ([]string, error) {
	if paper.uint(int64(paperVersion), math.MaxInt32) != version {
		paper.fail(paperVersion, "is a version that this program does not know")
	}
	c.Kind = Kind(paper.uint(int64(paperKind), int64(Marriage)))
	if c.Kind == NoKind {
		paper.fail(paperKind, "is missing")
	}
	if _, ok := paper.m[int64(paperSeq)]; !ok {
		paper.fail(paperSeq, "is missing")
	}
	c.Seq = Seq(paper.uint(int64(paperSeq), math.MaxInt64))
	c.Office = paper.text(int64(paperOffice))
	c.ActNumber = paper.text(int64(paperActNumber))
	c.Registered = Date(paper.text(int64(paperRegistered)))
	c.CopyCount = uint32(paper.uint(int64(paperCopyCount), math.MaxUint32))
	c.Event = Event{Date: Date(paper.text(int64(paperEventDate))), Place: paper.text(int64(paperEventPlace))}
	c.Mother = paper.names(int64(paperMother))
	c.Father = paper.names(int64(paperFather))
	paper.exactDate(paperBirthDate, &c.Person)
	var ignored []string
	if value, ok := paper.take(int64(paperSpouse)); ok {
		spouse := newFields("spouse", value)
		c.Spouse = decodePerson(spouse)
		if spouse.err != nil {
			return nil, spouse.err
		}
		ignored = spouse.rest("-70001.13.")
	}
	paper.exactDate(paperSpouseBirthDate, &c.Spouse)
	if paper.err != nil {
		return nil, paper.err
	}
	return append(ignored, paper.rest("-70001.")...), nil
}

// exactDate puts the date under key in the place of what Claim 169 could hold,
// and refuses two that contradict each other.
func (f *fields) exactDate(key int64, p *Person) {
	exact := Date(f.text(key))
	if exact == "" || f.err != nil {
		return
	}
	if err := exact.validate(f.name); err != nil {
		f.err = err
		return
	}
	had, _ := p.BirthDate.claim169()
	if fits, whole := exact.claim169(); whole || fits != had {
		f.fail(key, "contradicts the date of birth of Claim 169")
	}
	p.BirthDate = exact
}

func decodePerson(f *fields) Person {
	p := Person{
		ID:            f.text(int64(attrID)),
		Language:      Language(f.text(int64(attrLanguage))),
		Names:         Names{Full: f.text(int64(attrFullName)), Latin: f.text(int64(attrLatinName))},
		LatinLanguage: Language(f.text(int64(attrLatinLanguage))),
		Gender:        Gender(f.uint(int64(attrGender), int64(Others))),
		Nationality:   f.text(int64(attrNationality)),
	}
	if text := f.text(int64(attrBirthDate)); text != "" {
		d, err := dateFrom169(f.name+" key 8", text)
		if err != nil && f.err == nil {
			f.err = err
		}
		p.BirthDate = d
	}
	return p
}

// decodeStatus reads the Status structure; mechanisms other than a status list
// are left alone.
func decodeStatus(value any) (*StatusRef, error) {
	status := newFields("65535", value)
	inner, ok := status.take("status_list")
	if status.err != nil || !ok {
		return nil, status.err
	}
	list := newFields("65535 status_list", inner)
	if _, ok := list.m["idx"]; !ok {
		list.fail("idx", "is missing")
	}
	ref := &StatusRef{Index: uint64(list.uint("idx", math.MaxInt64)), URI: list.text("uri")}
	return ref, list.err
}
