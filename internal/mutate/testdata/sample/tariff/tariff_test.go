package tariff

import "testing"

func TestFee(t *testing.T) {
	for age, want := range map[int]int{0: 0, 17: 0, 18: 10, 64: 10, 70: 5} { // not 65
		if got, err := Fee(age); got != want || err != nil {
			t.Error(age, got, err)
		}
	}
	if _, err := Fee(-1); err != ErrAge {
		t.Error(err)
	}
	if got, err := Sum([]int{20, 70}); got != 15 || err != nil {
		t.Error(got, err)
	}
}
