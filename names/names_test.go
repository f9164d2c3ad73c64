package names

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// readCSV reads a file of testdata without its comment and heading.
func readCSV(t testing.TB, name string, comma rune) [][]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.Comment, r.FieldsPerRecord = comma, '#', -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if comma == ',' {
		rows = rows[1:]
	}
	if len(rows) == 0 {
		t.Fatalf("%s is empty", name)
	}
	return rows
}

type name struct{ lao, latin, moh string }

func shippedNames(t testing.TB) []name {
	var list []name
	for _, r := range readCSV(t, "lao-names.csv", ',') {
		list = append(list, name{r[3], r[4], r[5]})
	}
	return list
}

// laoText draws anything the Lao block holds, sensible or not.
func laoText() *rapid.Generator[string] {
	return rapid.StringOfN(rapid.RuneFrom([]rune("ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮໜໝະັາຳິີຶືຸູົຼຽເແໂໃໄໆ່້໊໋໌ໍ")), 0, 24, -1)
}

// registerText draws the writings that meet in one register, and accidents between them.
func registerText() *rapid.Generator[string] {
	letters := []rune("abcdeghijklmnoprstuvwxyzAEÔéèễươđĐ ưß-'’.9໙\u200b\u0301\u0323\u00adກນມວອຫລງຣະາັົໍຼ່້ເຳ")
	return rapid.OneOf(rapid.StringOfN(rapid.RuneFrom(letters), 0, 24, -1), laoText())
}

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain text stays", "Somsack Vongsa", "Somsack Vongsa"},
		{"spelling stays", "ໝູ່ ຫຼ້າ", "ໝູ່ ຫຼ້າ"},
		{"sara am in two characters", "ຄ\u0ecd\u0eb2", "ຄຳ"},
		{"sara am with a tone between", "ນ\u0ecd\u0ec9\u0eb2", "ນ້ຳ"},
		{"sara am with the tone first", "ນ\u0ec9\u0ecd\u0eb2", "ນ້ຳ"},
		{"sara am with the tone behind", "ນ\u0eb3\u0ec9", "ນ້ຳ"},
		{"sara am is not taken apart", "ຄຳ", "ຄຳ"},
		{"tone typed before the vowel", "ທ\u0ec9\u0eb5", "ທ\u0eb5\u0ec9"},
		{"semi-vowel typed behind the vowel", "ຫ\u0eb1\u0ebcກ", "ຫ\u0ebc\u0eb1ກ"},
		{"mark typed twice", "ມີ່່", "ມີ່"},
		{"two e for ae", "ເເກ້ວ", "ແກ້ວ"},
		{"zero width gone, spaces folded", " ວຽງ\u200bຈັນ \u00a0 ໃຕ້\u00ad ", "ວຽງຈັນ ໃຕ້"},
		{"NFC for Vietnamese", "Nguye\u0302\u0303n", "Nguyễn"},
		{"bidi marks are left for Valid", "a\u202eb", "a\u202eb"},
		{"lost bytes are shown", "a\xffb", "a\ufffdb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in); got != tt.want {
				t.Errorf("Clean(%+q) = %+q, want %+q", tt.in, got, tt.want)
			}
		})
	}
}

func TestFoldMeets(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"ho with lo", "ຫຼວງ", "ຫລວງ"},
		{"ho no", "ໜອງ", "ຫນອງ"},
		{"ho mo", "ໝໍ້", "ຫມໍ"},
		{"tones are optional", "ສົ້ມຫວັງ", "ສົມຫວັງ"},
		{"ro is lo", "ນໍຣະສິງ", "ນໍລະສິງ"},
		{"case and diacritics", "SÔMSAK", "somsak"},
		{"Vietnamese", "Đặng Thị Ngọc", "dang thi ngoc"},
		{"letters without decomposition", "Straße Æø", "strasse aeo"},
		{"apostrophe and hyphen", "D’Arc-Phomma", "Darc phomma"},
		{"digits", "ຫຼັກ ໒໗", "ຫລັກ 27"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := Fold(tt.a), Fold(tt.b); a != b {
				t.Errorf("Fold(%q) = %q, Fold(%q) = %q", tt.a, a, tt.b, b)
			}
		})
	}
	for _, pair := range [][2]string{{"ມີ", "ມ"}, {"ມີ", "ມຸ"}, {"ກາ", "ຂາ"}, {"й", "и"}} {
		if Fold(pair[0]) == Fold(pair[1]) {
			t.Errorf("Fold joins %q and %q", pair[0], pair[1])
		}
	}
	if got := Normalise("ໝໍ້ຫຼ້າ Sômsak"); got != "ຫມໍ້ຫລ້າ Sômsak" {
		t.Errorf("Normalise = %q", got)
	}
	if got := Digits("໐໑໒໓໔໕໖໗໘໙ ບ້ານ"); got != "0123456789 ບ້ານ" {
		t.Errorf("Digits = %q", got)
	}
}

func TestValid(t *testing.T) {
	tests := []struct {
		name string
		in   string
		want ProblemKind // 0 is valid
		at   int
	}{
		{"Lao", "ສົມສັກ", 0, 0},
		{"Lao with ligature and tone", "ຫຼ້າ", 0, 0},
		{"Vietnamese", "Nguyễn Văn Đức", 0, 0},
		{"apostrophe, hyphen, full stop", "D'Arc St.-Jean", 0, 0},
		{"Japanese mixes scripts", "田中さくら", 0, 0},
		{"Arabic needs no marks", "محمد", 0, 0},
		{"two scripts in two words", "ສົມສັກ Somsack", 0, 0},
		{"a zero-width space is cleaned, not refused", "ສົມ\u200bສັກ", 0, 0},
		{"as long as may be", strings.Repeat("ກ", maxPartRunes), 0, 0},
		{"empty", " \u200b ", ProblemEmpty, 0},
		{"too long", strings.Repeat("ກ", maxPartRunes+1), ProblemTooLong, 0},
		{"not UTF-8", "a\xff", ProblemEncoding, 0},
		{"NUL", "a\x00b", ProblemControl, 1},
		{"blank letter", "a\u3164", ProblemControl, 1},
		{"variation selector", "a\ufe0f", ProblemControl, 1},
		{"right-to-left override", "ab\u202ec", ProblemBidi, 2},
		{"emoji", "Som😀", ProblemSymbol, 3},
		{"markup", "<b>", ProblemSymbol, 0},
		{"ASCII digit", "Som2", ProblemDigit, 3},
		{"Lao digit", "ສົມ໒", ProblemDigit, 3},
		{"tone mark alone", "່", ProblemMarks, 0},
		{"vowel signs alone", "ເາະ", ProblemMarks, 0},
		{"hyphen alone", "-", ProblemMarks, 0},
		{"pile of marks", "a\u0316\u0317\u0318\u0319\u031c", ProblemMarks, 5},
		{"title alone", "ທ້າວ", ProblemTitle, 0},
		{"Latin title alone", "Mrs.", ProblemTitle, 0},
		{"a clan is no title", "Thao", 0, 0},
		{"Cyrillic a among Latin", "Somsаck", ProblemMixedScripts, 4},
		{"Latin in Lao", "ສົມsak", ProblemMixedScripts, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := Valid(tt.in)
			p, _ := err.(*Problem)
			switch {
			case tt.want == 0 && err != nil:
				t.Errorf("refused: %v", err)
			case tt.want != 0 && (p == nil || p.Kind != tt.want || p.At != tt.at):
				t.Errorf("got %v, want %v at %d", err, tt.want, tt.at)
			case p != nil && len(tt.in) > 3 && strings.Contains(p.Error(), tt.in):
				t.Errorf("the error repeats the name: %v", p)
			}
		})
	}
}

func TestLayersAreIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(registerText(), rapid.StringN(0, 20, -1)).Draw(t, "s")
		for name, f := range map[string]func(string) string{"Clean": Clean, "Normalise": Normalise, "Fold": Fold} {
			once := f(s)
			if twice := f(once); twice != once {
				t.Fatalf("%s(%+q) = %+q, again %+q", name, s, once, twice)
			}
			if !utf8.ValidString(once) {
				t.Fatalf("%s(%+q) is not UTF-8", name, s)
			}
		}
		if Fold(Normalise(s)) != Fold(s) || Normalise(Clean(s)) != Normalise(s) {
			t.Fatalf("the layers of %+q do not build on each other", s)
		}
	})
}

// What is typed into a search is not cleaned first, what is stored is.
func TestSoundKeyDoesNotNeedClean(t *testing.T) {
	for _, s := range []string{"ກິັິ", "ກ໌ິ", "ກກ໌໌", "ິ໌", "ກ\u0ecd\u0ec9\u0eb2", "ຫ\u0eb1\u0ebcກ", "ເເກ", "e\u0302\u0301"} {
		if got, want := SoundKey(s), SoundKey(Clean(s)); got != want {
			t.Errorf("SoundKey(%+q) = %q, of the clean %q", s, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := registerText().Draw(t, "s")
		if got, want := SoundKey(s), SoundKey(Clean(s)); got != want {
			t.Fatalf("SoundKey(%+q) = %q, of the clean %q", s, got, want)
		}
	})
}

func FuzzLayers(f *testing.F) {
	for _, s := range []string{"ສົມສັກ", "ນ\u0ecd\u0ec9\u0eb2", "Nguye\u0302\u0303n", "a\xff\u202e", "ຯລຯ ໆ໐", "\u0ec9\u0eb1\u0e38", "İıſK", "Ǿǽ", "ກ໌ິ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, fn := range map[string]func(string) string{"Clean": Clean, "Normalise": Normalise, "Fold": Fold} {
			once := fn(s)
			if !utf8.ValidString(once) || fn(once) != once {
				t.Errorf("%s(%+q) = %+q, again %+q", name, s, once, fn(once))
			}
		}
		_ = Valid(s)
	})
}
