package credential

import (
	"fmt"

	"samano/credential/qrcode"
)

// encodeBase45 writes two bytes as three characters, least significant first,
// and a last single byte as two (RFC 9285, section 4).
func encodeBase45(b []byte) string {
	out := make([]byte, 0, (len(b)*3+1)/2)
	for ; len(b) >= 2; b = b[2:] {
		n := int(b[0])<<8 | int(b[1])
		out = append(out, qrcode.Alphabet[n%45], qrcode.Alphabet[n/45%45], qrcode.Alphabet[n/45/45])
	}
	if len(b) == 1 {
		out = append(out, qrcode.Alphabet[int(b[0])%45], qrcode.Alphabet[int(b[0])/45])
	}
	return string(out)
}

// decodeBase45 accepts exactly what encodeBase45 writes: lower case, white space
// at the end, dangling characters and values that overflow are refused.
func decodeBase45(s string) ([]byte, error) {
	if len(s)%3 == 1 {
		return nil, fmt.Errorf("length %d is impossible in Base45", len(s))
	}
	out := make([]byte, 0, len(s)/3*2+1)
	for i := 0; i < len(s); i += 3 {
		group := s[i:min(i+3, len(s))]
		n, weight := 0, 1
		for j := range len(group) {
			v := base45Value(group[j])
			if v < 0 {
				return nil, fmt.Errorf("character %d is outside Base45", i+j+1)
			}
			n += v * weight
			weight *= 45
		}
		switch {
		case len(group) == 3 && n <= 0xffff:
			out = append(out, byte(n>>8), byte(n))
		case len(group) == 2 && n <= 0xff:
			out = append(out, byte(n))
		default:
			return nil, fmt.Errorf("characters from %d exceed their bytes", i+1)
		}
	}
	return out, nil
}

func base45Value(c byte) int {
	for i := range len(qrcode.Alphabet) {
		if qrcode.Alphabet[i] == c {
			return i
		}
	}
	return -1
}
