package credential

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"
)

// Limits of a code. Whatever exceeds them is TooLarge.
const (
	// maxText is what the largest QR code, 40-L, holds in its alphanumeric mode
	// (ISO/IEC 18004, table 7). Nothing longer comes from one code.
	maxText = 4296

	// maxUnpacked bounds what zlib may unpack. maxText is 2,864 bytes of zlib,
	// which could unpack to 3 MB of zeros; texts and a small picture do not
	// shrink to a sixth.
	maxUnpacked = 16 << 10
)

// Stage says how far reading came.
type Stage string

// The stages, in the order of reading.
const (
	StageBase45 Stage = "base45"
	StageZlib   Stage = "zlib"
	StageCOSE   Stage = "cose"
	StageCWT    Stage = "cwt"
	StageClaims Stage = "claims"
)

// ErrTooLarge is what a ReadError wraps when a limit was exceeded.
var ErrTooLarge = errors.New("too large")

// ReadError says at which stage a code could not be read. Its text holds no
// personal data: positions, keys and types only.
type ReadError struct {
	Stage Stage
	Err   error
}

func (e *ReadError) Error() string { return "credential: " + string(e.Stage) + ": " + e.Err.Error() }

func (e *ReadError) Unwrap() error { return e.Err }

// algorithm names a way of signing as the trust file does.
type algorithm string

// The algorithms: RFC 9053, sections 2.2 (EdDSA, here with Ed25519 only) and 2.1.
const (
	algEd25519 algorithm = "Ed25519"
	algES256   algorithm = "ES256"
)

func (a algorithm) cose() cose.Algorithm {
	if a == algES256 {
		return cose.AlgorithmES256
	}
	return cose.AlgorithmEdDSA
}

// unverified is the content of a code that nobody has verified.
type unverified struct {
	claims    Claims
	signed    bool      // it carries a signature; that says nothing of its truth
	algorithm algorithm // as claimed; may be empty when not signed
	keyID     string    // as claimed; may be empty, and is any bytes

	// ignored lists what this program did not understand: "2" is a claim,
	// "169.62" an attribute of Claim 169, "-70001.99" a key of our map.
	ignored []string

	message cose.Sign1Message
}

// read takes a code apart without any trust. Its errors are *ReadError.
func read(qrText string) (unverified, error) {
	if len(qrText) > maxText {
		return unverified{}, &ReadError{Stage: StageBase45, Err: ErrTooLarge}
	}
	packed, err := decodeBase45(qrText)
	if err != nil {
		return unverified{}, &ReadError{Stage: StageBase45, Err: err}
	}
	token, err := unpack(packed)
	if err != nil {
		return unverified{}, &ReadError{Stage: StageZlib, Err: err}
	}
	return readToken(token)
}

// readToken reads the CWT inside.
func readToken(token []byte) (unverified, error) {
	u, err := openCOSE(token)
	if err != nil {
		return unverified{}, &ReadError{Stage: StageCOSE, Err: err}
	}
	if u.claims, u.ignored, err = decodeClaims(u.message.Payload); err != nil {
		return unverified{}, err
	}
	return u, nil
}

func unpack(packed []byte) ([]byte, error) {
	src := bytes.NewReader(packed)
	z, err := zlib.NewReader(src)
	if err != nil {
		return nil, err
	}
	token, err := io.ReadAll(io.LimitReader(z, maxUnpacked+1))
	switch {
	case err != nil:
		return nil, err
	case len(token) > maxUnpacked:
		return nil, ErrTooLarge
	case src.Len() > 0: // zlib reads byte by byte, so the rest was never part of it
		return nil, errors.New("bytes follow the end")
	}
	return token, nil
}

func pack(token []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := zlib.NewWriterLevel(&b, zlib.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(token); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// openCOSE reads a COSE_Sign1 with its tag, which a CWT must have, and perhaps
// the CWT tag before it (RFC 8392, section 6). An empty signature, which the
// COSE library refuses, is read as "not signed".
func openCOSE(token []byte) (unverified, error) {
	body := bytes.TrimPrefix(token, []byte{0xd8, 0x3d}) // tag 61
	switch {
	case bytes.HasPrefix(body, []byte{0xd2}): // tag 18, COSE_Sign1
		body = body[1:]
	case bytes.HasPrefix(body, []byte{0xd0}), bytes.HasPrefix(body, []byte{0xd8, 0x60}): // tags 16, 96
		return unverified{}, errors.New("is encrypted")
	default:
		return unverified{}, errors.New("is not a tagged COSE_Sign1")
	}
	parts, err := coseParts(body)
	if err != nil {
		return unverified{}, err
	}
	u := unverified{message: cose.Sign1Message{
		Headers:   cose.Headers{RawProtected: parts.Protected, RawUnprotected: parts.Unprotected},
		Payload:   parts.Payload,
		Signature: parts.Signature,
	}}
	h := &u.message.Headers
	if h.UnmarshalFromRaw() != nil { // its error may quote the header, which is a stranger's text
		return unverified{}, errors.New("its headers are malformed")
	}
	if err := checkHeaders(h); err != nil {
		return unverified{}, err
	}
	u.signed = len(parts.Signature) > 0
	u.keyID = keyIDIn(h)
	u.algorithm, err = algorithmIn(h.Protected, u.signed)
	return u, err
}

// coseArray is COSE_Sign1 = [protected, unprotected, payload, signature]
// (RFC 9052, section 4.2).
type coseArray struct {
	Protected   cbor.RawMessage
	Unprotected cbor.RawMessage
	Payload     []byte
	Signature   []byte
}

func coseParts(body []byte) (coseArray, error) {
	dec, err := cbor.DecOptions{
		IndefLength:      cbor.IndefLengthForbidden,
		TagsMd:           cbor.TagsForbidden,
		UTF8:             cbor.UTF8RejectInvalid,
		MaxNestedLevels:  maxNesting,
		MaxArrayElements: maxElements,
		MaxMapPairs:      maxElements,
	}.DecMode()
	if err != nil {
		return coseArray{}, err
	}
	var items []cbor.RawMessage
	if err := dec.Unmarshal(body, &items); err != nil {
		return coseArray{}, err
	}
	if len(items) != 4 {
		return coseArray{}, errors.New("is not an array of four")
	}
	// Checked by hand, because the decoder takes an array of small numbers or
	// null for a byte string too.
	for _, i := range []int{0, 2, 3} {
		if items[i][0]>>5 != 2 {
			return coseArray{}, fmt.Errorf("element %d is not a byte string", i+1)
		}
	}
	parts := coseArray{Protected: items[0], Unprotected: items[1]}
	if err := dec.Unmarshal(items[2], &parts.Payload); err != nil {
		return coseArray{}, err
	}
	return parts, dec.Unmarshal(items[3], &parts.Signature)
}

// checkHeaders refuses a label in both buckets and a critical header that this
// package does not process (RFC 9052, sections 3 and 3.1).
func checkHeaders(h *cose.Headers) error {
	for label := range h.Protected {
		if _, both := h.Unprotected[label]; both {
			return errors.New("a header is both protected and not")
		}
	}
	critical, err := h.Protected.Critical()
	if err != nil {
		return errors.New("its critical headers are malformed")
	}
	for _, label := range critical {
		if label != cose.HeaderLabelAlgorithm && label != cose.HeaderLabelKeyID {
			return errors.New("a critical header is unknown")
		}
	}
	return nil
}

func keyIDIn(h *cose.Headers) string {
	for _, bucket := range []map[any]any{h.Protected, h.Unprotected} {
		if id, ok := bucket[cose.HeaderLabelKeyID].([]byte); ok {
			return string(id)
		}
	}
	return ""
}

// algorithmIn reads the algorithm from the protected header alone: elsewhere the
// signature would not cover it.
func algorithmIn(h cose.ProtectedHeader, signed bool) (algorithm, error) {
	alg, err := h.Algorithm()
	switch {
	case err != nil && !signed && errors.Is(err, cose.ErrAlgorithmNotFound):
		return "", nil
	case err != nil:
		return "", errors.New("has no algorithm in its protected header")
	case alg == cose.AlgorithmEdDSA:
		return algEd25519, nil
	case alg == cose.AlgorithmES256:
		return algES256, nil
	}
	return "", errors.New("its algorithm is not accepted")
}
