package open

import (
	"errors"
	"testing"
)

// Whoever listens to the network without encryption, or believes anybody's word for who asks, is
// refused before a page is served.
func TestDangerousListeningIsRefused(t *testing.T) {
	for _, c := range []struct {
		l    Listening
		good bool
	}{
		{Listening{Address: "127.0.0.1:8160"}, true},
		{Listening{Address: "127.0.0.1:8160", BehindProxy: true}, true},
		{Listening{Address: "localhost:8160"}, true},
		{Listening{Address: "[::1]:8160"}, true},
		{Listening{Address: "0.0.0.0:8160", Encrypted: true}, true},
		{Listening{Address: "0.0.0.0:8160"}, false},
		{Listening{Address: ":8160"}, false},
		{Listening{Address: "register.example:8160"}, false},
		{Listening{Address: "127.0.0.1"}, false},
		{Listening{Address: "10.0.0.1:8160", Encrypted: true, BehindProxy: true}, false},
		{Listening{Address: "10.0.0.1:8160", BehindProxy: true}, false},
	} {
		if err := MayListen(c.l); (err == nil) != c.good || err != nil && !errors.As(err, new(Misuse)) {
			t.Errorf("%+v: %v", c.l, err)
		}
	}
}
