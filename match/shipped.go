package match

import (
	"bytes"
	_ "embed"
)

//go:embed data/people.toml
var shipped []byte

//go:embed data/names.toml
var shippedNames []byte

// Shipped returns the weights for persons that come with the program, learned from a synthetic
// country (package evaltest). A ministry learns its own from its register and keeps them with its law
// pack.
func Shipped() (*Weights, error) { return readWeights(bytes.NewReader(shipped)) }

// ShippedModel returns these weights ready for comparing persons, and their version.
func ShippedModel() (m *Model, version string, err error) {
	w, err := Shipped()
	if err != nil {
		return nil, "", err
	}
	m, err = w.Model(People())
	return m, w.Version, err
}

// ShippedFrequencies returns how common names are in that country, to be replaced in the same way.
func ShippedFrequencies() (*Frequencies, error) {
	return readFrequencies(bytes.NewReader(shippedNames))
}
