// Package tariff owns fees, as an example for the tests of mutate.
package tariff

import "errors"

// ErrAge is returned for an age that nobody has.
var ErrAge = errors.New("no such age")

// Fee returns the fee for a person of that age.
func Fee(age int) (int, error) {
	if age < 0 {
		return 0, ErrAge
	}
	switch {
	case age < 18:
		return 0, nil
	case age >= 65:
		return 5, nil
	}
	return 10, nil
}

// Sum adds the fees of all ages.
func Sum(ages []int) (sum int, err error) {
	for i := 0; i < len(ages); i++ {
		fee, err := Fee(ages[i])
		if err != nil {
			return 0, err
		}
		sum += fee
	}
	return sum, nil
}

// Name joins the two names of a person.
func Name(given, surname string) string { return join(given, surname) }

func join(a, b string) string { return a + " " + b }

// Room returns room for so many fees; what it returns has none yet.
func Room(n int) []int { return make([]int, 0, n+8) }

type step string

// Refusal returns a text with its step. Both are texts, but of two types: none takes the other's
// place, though constants without a type stand there.
func Refusal() string {
	const at = "tariff.Refusal"
	return refusal(at, "too old")
}

func refusal(at step, text string) string { return string(at) + ": " + text }

// Check refuses a fee that is too high.
func Check(fee int) error {
	fee, err := Fee(fee)
	if err != nil {
		return err
	}
	return high(fee)
}

func high(fee int) error {
	if fee > 10 {
		return ErrAge
	}
	return nil
}
