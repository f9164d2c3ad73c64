package names

import (
	"testing"

	"pgregory.net/rapid"
)

// The short way through Clean and Valid must come to what the long way comes to.
func TestOrdinaryWordsNeedNoCleaning(t *testing.T) {
	lao := rapid.StringOfN(rapid.RuneFrom([]rune("ກຂຄງຈຊຍດຕທນບປຜພຟມຢຣລວຫອຮໜໝຫຼ")), 0, 4, -1)
	marks := rapid.StringOfN(rapid.RuneFrom([]rune("ັິີຶືຸູົໍ່້໊໋໌ະາຳຽເແໂໃໄໆຯຼ")), 0, 3, -1)
	other := rapid.StringOfN(rapid.RuneFrom([]rune("aZ é-1\u200b")), 0, 2, -1)
	piece := rapid.OneOf(lao, lao, marks, other)
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		s := piece.Draw(t, "1") + piece.Draw(t, "2") + piece.Draw(t, "3")
		if !isOrdinary(s) {
			return
		}
		found++
		if got := clean(s); got != s {
			t.Errorf("%q is cleaned to %q", s, got)
		}
		got, want := problem(s), problemInAny(s)
		if (got == nil) != (want == nil) || got != nil && *got != *want {
			t.Errorf("%q: %v, the long way %v", s, got, want)
		}
	})
	if found == 0 {
		t.Error("nothing ordinary was drawn")
	}
}

func TestWhatIsOrdinary(t *testing.T) {
	for s, want := range map[string]bool{
		"ບຸນມີ": true, "ສົມຈິດ": true, "ວົງພະຈັນ": true, "Bounmy": true, "ຄຳ": true, "ເພັດ": true,
		"": false, "Boun my": false, "ເເກ": false, "່ກ": false, "ກໍາ": false, "ກູ່ອ່ຳ": true, "ກຳ່": false, "É": false, "ກa": false, "ເ": false,
	} {
		if got := isOrdinary(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func BenchmarkValid(b *testing.B) {
	for name, s := range map[string]string{"Lao": "ວົງພະຈັນ", "Latin": "Vongphachanh"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if Valid(s) != nil {
					b.Fatal(s)
				}
			}
		})
		b.Run(name+" the long way", func(b *testing.B) {
			for b.Loop() {
				if problemInAny(s) != nil {
					b.Fatal(s)
				}
			}
		})
	}
}
