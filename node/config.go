package node

import (
	"context"

	"samano/keys"
	"samano/ledger"
	"samano/number"
	"samano/register"
	"samano/registrar"
	"samano/registrar/record"
)

// Config returns what the registrar of these parts works with; of offices it knows none.
func Config(p Parts) (registrar.Config, error) {
	c := registrar.Config{
		Terms: registrar.Terms{
			Law: p.Law, Now: p.Now, Matcher: p.Matcher,
			Office: func(_ context.Context, id register.OfficeID) (register.Office, error) {
				return register.Office{}, unknownOffice(id)
			},
		},
		Store: p.Register, Random: p.Random,
	}
	key, err := p.Keys.NumberKey()
	if err != nil {
		return c, err
	}
	if c.Scheme, err = number.NewTwelve(key); err != nil {
		return c, err
	}
	dictionaries, err := record.Dictionaries()
	if err != nil {
		return c, err
	}
	if c.Codec, err = ledger.NewCodec(dictionaries...); err != nil {
		return c, err
	}
	c.Sealer, err = p.Keys.Sealer(keys.SealedParts, p.Random)
	return c, err
}

// Found writes the founding record of the register that the parts name into its empty
// database; id is a client-made id. Accounts, applications and looks may be missing from the
// parts.
func Found(ctx context.Context, p Parts, id register.ActID) error {
	c, err := Config(p)
	if err != nil {
		return err
	}
	return registrar.Found(ctx, c, p.Origin, id)
}
