package open

import (
	"crypto/rand"
	"errors"
	"path/filepath"

	"samano/keys"
	"samano/keys/file"
	"samano/register"
)

// witnessKeys is the file in a witness's folder that holds its key.
const witnessKeys = "witness-keys.age"

// WitnessKey opens the key of a witness in its folder, or makes it where the folder holds none.
func WitnessKey(folder string, passphrase func() (string, error)) (keys.Signer, error) {
	const op = "open.WitnessKey"
	secret, err := passphrase()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(folder, witnessKeys)
	set, err := file.Open(path, file.Passphrase(secret))
	if errors.Is(err, file.ErrMissing) {
		if set, err = keys.Generate(rand.Reader, keys.Ed25519); err == nil {
			set = set.Only(keys.LedgerSigning)
			err = file.Create(path, set, file.Passphrase(secret), file.Options{})
		}
	}
	if err != nil {
		return nil, register.Errorf(register.Forbidden, op, "%w", err)
	}
	signer, err := set.Signer(keys.LedgerSigning)
	if err != nil {
		return nil, register.Errorf(register.Forbidden, op, "%w", err)
	}
	return signer, nil
}
