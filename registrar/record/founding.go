package record

// Founded is the payload of the founding record: act 0, which concerns no subject.
type Founded struct {
	Origin    string `json:"origin"`
	NumberKey string `json:"number_key"`
	Pack      string `json:"pack"`
	PackHash  string `json:"pack_hash"`
}
