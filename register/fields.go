package register

// The tables of fields. What a subject is made of stands here and in its struct, and
// nowhere else: folding, copying, looking back, showing and storing all go by these
// tables. A test holds them to the structs.

// fieldOf is one field of a subject of type S: the member of the stored document, which
// is the struct's tag, and the facts.
type fieldOf[S any] struct {
	member string
	facts  func(*S) column
}

var personFields = [...]fieldOf[Person]{
	{"origins", func(p *Person) column { return &p.Origins }},
	{"numbers", func(p *Person) column { return &p.Numbers }},
	{"names", func(p *Person) column { return &p.Names }},
	{"births", func(p *Person) column { return &p.Births }},
	{"sexes", func(p *Person) column { return &p.Sexes }},
	{"deaths", func(p *Person) column { return &p.Deaths }},
	{"missing", func(p *Person) column { return &p.Missing }},
	{"nationalities", func(p *Person) column { return &p.Nationalities }},
	{"statuses", func(p *Person) column { return &p.Statuses }},
	{"identifiers", func(p *Person) column { return &p.Identifiers }},
	{"parents", func(p *Person) column { return &p.Parents }},
	{"partners", func(p *Person) column { return &p.Partners }},
	{"guardians", func(p *Person) column { return &p.Guardians }},
	{"residences", func(p *Person) column { return &p.Residences }},
	{"protections", func(p *Person) column { return &p.Protections }},
	{"same_as", func(p *Person) column { return &p.SameAs }},
}

var householdFields = [...]fieldOf[Household]{
	{"origins", func(h *Household) column { return &h.Origins }},
	{"kinds", func(h *Household) column { return &h.Kinds }},
	{"addresses", func(h *Household) column { return &h.Addresses }},
	{"heads", func(h *Household) column { return &h.Heads }},
	{"members", func(h *Household) column { return &h.Members }},
	{"books", func(h *Household) column { return &h.Books }},
}

var placeFields = [...]fieldOf[Place]{
	{"origins", func(p *Place) column { return &p.Origins }},
	{"codes", func(p *Place) column { return &p.Codes }},
	{"names", func(p *Place) column { return &p.Names }},
	{"levels", func(p *Place) column { return &p.Levels }},
	{"parents", func(p *Place) column { return &p.Parents }},
	{"successors", func(p *Place) column { return &p.Successors }},
}

// fieldColumns has an empty column of every field, by which its values are read.
var fieldColumns = func() map[Field]column {
	out := make(map[Field]column)
	for _, s := range [...]Subject{new(Person), new(Household), new(Place)} {
		for i := range s.width() {
			c := s.column(i)
			out[c.field()] = c
		}
	}
	return out
}()

// indexOf maps each field to its place in a table.
func indexOf[S any](fields []fieldOf[S]) map[Field]int {
	out := make(map[Field]int, len(fields))
	for i, f := range fields {
		out[f.facts(new(S)).field()] = i
	}
	return out
}

var (
	personIndex    = indexOf(personFields[:])
	householdIndex = indexOf(householdFields[:])
	placeIndex     = indexOf(placeFields[:])
)

// fieldIndex returns where the field stands in the subject's table.
func (p *Person) fieldIndex(f Field) (i int, ok bool)    { i, ok = personIndex[f]; return i, ok }
func (h *Household) fieldIndex(f Field) (i int, ok bool) { i, ok = householdIndex[f]; return i, ok }
func (p *Place) fieldIndex(f Field) (i int, ok bool)     { i, ok = placeIndex[f]; return i, ok }

func (p *Person) width() int    { return len(personFields) }
func (h *Household) width() int { return len(householdFields) }
func (p *Place) width() int     { return len(placeFields) }

func (p *Person) column(i int) column    { return personFields[i].facts(p) }
func (h *Household) column(i int) column { return householdFields[i].facts(h) }
func (p *Place) column(i int) column     { return placeFields[i].facts(p) }

func (p *Person) member(i int) string    { return personFields[i].member }
func (h *Household) member(i int) string { return householdFields[i].member }
func (p *Place) member(i int) string     { return placeFields[i].member }

func (p *Person) copied() Subject    { c := *p; return &c }
func (h *Household) copied() Subject { c := *h; return &c }
func (p *Place) copied() Subject     { c := *p; return &c }

// PersonFields returns the fields of a person, in the order of the document.
func PersonFields() []Field {
	out := make([]Field, len(personFields))
	for i := range out {
		out[i] = new(Person).column(i).field()
	}
	return out
}

// AppendDocument appends the document of a subject as it is stored.
func AppendDocument(b []byte, s Subject) []byte {
	b = s.history().appendJSON(append(b, '{'))
	for i := range s.width() {
		b = s.column(i).appendMember(b, s.member(i))
	}
	return append(b, '}')
}

// Each hands every fact to fn until fn returns false.
func (p *Person) Each(fn func(AnyFact) bool)    { each(p, fn) }
func (h *Household) Each(fn func(AnyFact) bool) { each(h, fn) }
func (p *Place) Each(fn func(AnyFact) bool)     { each(p, fn) }

func each(s Subject, fn func(AnyFact) bool) {
	for i := range s.width() {
		if !s.column(i).each(fn) {
			return
		}
	}
}
