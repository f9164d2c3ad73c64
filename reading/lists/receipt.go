package lists

import (
	"errors"
	"io"

	"samano/credential"
	"samano/keys"
	"samano/match/batch"
	"samano/register"
)

// The codes of receipts that do not hold.
const (
	CodeReceipt      = "receipt-does-not-hold"
	CodeReceiptOther = "receipt-of-another-file"
)

// errUnknownKey says that no trusted issuer has the key.
var errUnknownKey = errors.New("the key is not in the trust file")

// OpenReceipt reads a receipt that an issuer of the trust file has signed.
func OpenReceipt(file []byte, trust credential.Trust) (*batch.Receipt, error) {
	r, err := batch.OpenReceipt(file, func(keyID string, text, signature []byte) error {
		for _, k := range trust.Keys() {
			if k.KeyID == keyID {
				return keys.Verify(k.Public, text, signature)
			}
		}
		return errUnknownKey
	})
	if err != nil {
		return nil, &register.Error{Kind: register.Invalid, Op: opReceipt, Code: CodeReceipt, Err: err}
	}
	return r, nil
}

const opReceipt register.Operation = "lists.Receipt"

// Compare refuses a file that is not the one of which a receipt has the SHA-256. An error of reading
// it comes as it is.
func Compare(name string, file io.Reader, sha256 string) error {
	sum, err := batch.HashOf(file)
	if err != nil || sum == sha256 {
		return err
	}
	return register.InvalidBy(opReceipt, register.Blocked(CodeReceiptOther, "", "file", name))
}
