package names

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Every customary spelling of the shipped names meets its Lao form, and hardly any two names meet
// each other.
func TestShippedNamesMeet(t *testing.T) {
	list := shippedNames(t)
	met := 0
	byKey := make(map[string]int)
	for _, n := range list {
		key := SoundKey(n.lao)
		byKey[key]++
		if got := SoundKey(n.latin); got == key {
			met++
		} else {
			t.Logf("%s %q, %s %q", n.lao, key, n.latin, got)
		}
	}
	falsePairs := 0
	for _, n := range byKey {
		falsePairs += n * (n - 1) / 2
	}
	pairs := len(list) * (len(list) - 1) / 2
	t.Logf("%d of %d meet; %d of %d pairs of different names meet", met, len(list), falsePairs, pairs)
	if met < len(list) {
		t.Errorf("%d of %d meet", met, len(list))
	}
	if falsePairs > 2 { // ຢັງ and ຢ່າງ; ຄຳວັນ and ຄຳຫວັນ, which sound alike
		t.Errorf("%d false pairs", falsePairs)
	}
}

// Spellings that no file above was fitted to: English, French, Thai, ministry, Vietnamese and Hmong
// habits.
func TestSpellingsMeet(t *testing.T) {
	groups := [][]string{
		{"ສົມສັກ", "Somsack", "Somsak", "Somxak", "Sômsak", "SOMSACK", "Som-sak"},
		{"ຄຳ", "Kham", "Kam", "Khăm"},
		{"ບຸນມີ", "Bounmy", "Bunmi", "Boonmee"},
		{"ໄຊຍະບູລີ", "Xaignabouli", "Xayabury", "Sayaboury", "Sainyabuli"},
		{"ສຸພານຸວົງ", "Souphanouvong", "Suphanuwong", "Soupanouvong"},
		{"ວຽງຈັນ", "Viengchan", "Viangchan", "Wiangchan", "Vieng Chanh"},
		{"ໄກສອນ ພົມວິຫານ", "Kaysone Phomvihane", "Kaison Phomvihan", "Kaysone Phomvihan"},
		{"ພູມີ", "Phoumy", "Phoumi", "Pumi", "Phoomee"},
		{"ສີສະຫວາດ", "Sisavath", "Sisavat", "Sisawad", "Xisavath"},
		{"ແກ້ວ", "Keo", "Kaew", "Kèo"},
		{"ລັດດາ", "Latda", "Ladda"},
		{"ດາລາ", "Dara", "Dala"},
		{"ວົງສະຫວັນ", "Vongsavanh", "Wongsawan", "Vongsavane"},
		{"ສຸລິຍາ", "Souriya", "Souligna", "Soulinya", "Suliya"},
		{"ບຸນເຮືອງ", "Bounheuang", "Bunhuang", "Bounhuang"},
		{"ໃຈ", "Chai", "Chay", "Jai"},
		{"ພອນ", "Phone", "Phon", "Porn", "Pone"},
		{"ສະອາດ", "Sa-at", "Saath"},
		{"ຊຽງຂວາງ", "Xiangkhoang", "Xiengkhouang", "Siengkwang"},
		{"ຫ້ວຍ", "Houay", "Huay", "Houai", "Huai"},
		{"Nguyễn", "Nguyen", "Nguye\u0302\u0303n", "NGUYỄN"},
		{"Đặng", "Dang", "Đăng"},
		{"Trần Đức", "Tran Duc", "TRAN-DUC"},
		{"ວ່າງ", "Vang", "Vaj"},
		{"ຢ່າງ", "Yang", "Yaj"},
		{"ຊົ່ງ", "Xiong", "Xyooj"},
		{"ລີ", "Lee", "Ly", "Lis"},
		{"ທໍ່", "Thao", "Thoj", "Thor"},
		{"ເຮີ", "Her", "Hawj"},
		{"ມົວ", "Moua", "Muas"},
		{"ວື", "Vue", "Vwj"},
		{"ຈ່າງ", "Cha", "Tsab"},
	}
	for _, g := range groups {
		for _, s := range g[1:] {
			if a, b := SoundKey(g[0]), SoundKey(s); a != b {
				t.Errorf("%s is %q, %s is %q", g[0], a, s, b)
			}
		}
	}
	for _, pair := range [][2]string{{"ດາວ", "ຕາ"}, {"ກາ", "ງາ"}, {"ສີ", "ສຸ"}, {"ບຸນ", "ປຸນ"}, {"ຟ້າ", "ຜາ"}, {"Xiong Vang", "Song Vang"}} {
		if SoundKey(pair[0]) == SoundKey(pair[1]) {
			t.Errorf("%s and %s are both %q", pair[0], pair[1], SoundKey(pair[0]))
		}
	}
}

// Villages were written in Latin by many hands: a third of the published Latin names is another
// name, leaves out a word or has typing errors. The rates hold what is reached.
func TestVillages(t *testing.T) {
	latin, met, different, meeting := 0, 0, 0, 0
	byKey := make(map[string]map[string]bool)
	for _, r := range readCSV(t, "villages-sample.csv", ',') {
		lao, key := r[1], SoundKey(r[1])
		if byKey[key] == nil {
			byKey[key] = make(map[string]bool)
		}
		byKey[key][Fold(lao)] = true
		if r[2] == "" {
			continue
		}
		latin++
		if SoundKey(r[2]) == key {
			met++
		}
	}
	for _, folds := range byKey {
		different += len(folds)
		if len(folds) > 1 {
			meeting += len(folds)
		}
	}
	t.Logf("%d of %d Latin names meet the Lao; %d of %d different Lao names share a key", met, latin, meeting, different)
	if met*100 < latin*60 {
		t.Errorf("%d of %d Latin names meet the Lao", met, latin)
	}
	if meeting*100 > different*3 {
		t.Errorf("%d of %d different names share a key", meeting, different)
	}
}

func TestSoundKeyGoesThroughRomanisation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := laoText().Draw(t, "s")
		if got, want := SoundKey(s), SoundKey(Romanise(s, BGNPCGN1966)); got != want {
			t.Fatalf("SoundKey(%+q) = %q, of %q it is %q", s, got, Romanise(s, BGNPCGN1966), want)
		}
	})
}

func TestSearchKeys(t *testing.T) {
	tests := []struct {
		name string
		in   string
		want []string
	}{
		{"Lao", "ສົ້ມສັກ", []string{"ສົມສັກ", "somsak"}},
		{"Latin needs no second form", "Somsack", []string{"somsak"}},
		{"a clan under its own spelling too", "Xyooj", []string{"siong", "siuc"}},
		{"later words", "ວຽງໄຊ ໃຕ້", []string{"ວຽງໄຊ ໃຕ", "ໃຕ", "viangsaitai", "tai"}},
		{"Vietnamese", "Nguyễn Văn Đức", []string{"nguienvanduk", "vanduk", "duk"}},
		{"another script", "Иван", []string{"иван"}},
		{"nothing", " - ", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := SearchKeys(tt.in); !slices.Equal(got, tt.want) {
				t.Errorf("SearchKeys(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
	if got := SearchKeys(strings.Repeat("ກາ ", 40)); len(got) > maxSearchKeys {
		t.Errorf("%d keys", len(got))
	}
}

// The promise of the package comment: PrefixKey is exact, for every prefix of every shipped name,
// alone and with another name behind it, and for whatever else is typed.
func TestPrefixKeyIsExact(t *testing.T) {
	check := func(t interface {
		Helper()
		Errorf(string, ...any)
	}, s string, cut int,
	) {
		t.Helper()
		want := PrefixKey(s[:cut])
		if key := string(appendKey(nil, s, spelledKey)); !strings.HasPrefix(key, want) {
			t.Errorf("PrefixKey(%+q) = %q, but of %+q the key is %q", s[:cut], want, s, key)
		}
		if keys := SearchKeys(s); want != "" && !slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, want) }) {
			t.Errorf("PrefixKey(%+q) = %q, but SearchKeys(%+q) = %q", s[:cut], want, s, keys)
		}
	}
	words := []string{"Xyooj", "Lis", "Nguyễn", "Xaignabouli", "ກົຊິ໌ວ", "ດາຫຼາ", "ສົມ\u200bສັກ"}
	for _, n := range shippedNames(t) {
		words = append(words, n.lao, n.latin)
	}
	for i, w := range words {
		s := w + words[(7*i+2)%len(words)]
		for cut := range s {
			check(t, s, cut)
			if cut <= len(w) {
				check(t, w, cut)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		runes := []rune(registerText().Draw(t, "s"))
		check(t, string(runes), len(string(runes[:rapid.IntRange(0, len(runes)).Draw(t, "cut")])))
	})
}

// What typing finds letter by letter: how often SoundKey of the prefix already begins a key, and
// how much of it the exact PrefixKey keeps. The rates hold what is reached.
func TestPrefixRates(t *testing.T) {
	rate := func(of func(name) string) (narrow, kept int) {
		prefixes, hits, exact, letters := 0, 0, 0, 0
		for _, n := range shippedNames(t) {
			s := of(n)
			for i := range s {
				if i == 0 {
					continue
				}
				prefixes++
				if strings.HasPrefix(SoundKey(s), SoundKey(s[:i])) {
					hits++
				}
				exact += len(PrefixKey(s[:i]))
				letters += len(SoundKey(s[:i]))
			}
		}
		return 1000 * hits / prefixes, 1000 * exact / letters
	}
	latin, latinKept := rate(func(n name) string { return n.latin })
	lao, laoKept := rate(func(n name) string { return n.lao })
	t.Logf("per mille of prefixes whose SoundKey begins the key: Latin %d, Lao %d; of its letters PrefixKey keeps %d and %d", latin, lao, latinKept, laoKept)
	if latin < 880 || lao < 840 || latinKept < 890 || laoKept < 190 {
		t.Errorf("per mille: Latin %d keeps %d, Lao %d keeps %d", latin, latinKept, lao, laoKept)
	}
}

func TestFoldOfPrefix(t *testing.T) {
	for _, n := range shippedNames(t) {
		for i := range n.lao {
			if p := n.lao[:i]; !strings.HasPrefix(Fold(n.lao), Fold(p)) {
				t.Errorf("Fold(%q) = %q does not begin Fold(%q)", p, Fold(p), n.lao)
			}
		}
	}
}

func TestAppendSoundKeyDoesNotAllocate(t *testing.T) {
	dst := make([]byte, 0, 64)
	for _, s := range []string{"ຄຳມະນີວົງ", "Khammanivong", "Nguyễn Văn Đức", "Xyooj", "ຫຼວງ Luang"} {
		want := SoundKey(s)
		if n := testing.AllocsPerRun(100, func() { dst = appendSoundKey(dst[:0], s) }); n != 0 {
			t.Errorf("%s: %v allocations", s, n)
		}
		if string(dst) != want {
			t.Errorf("AppendSoundKey(%s) = %q, SoundKey %q", s, dst, want)
		}
		if n := testing.AllocsPerRun(100, func() { _ = SoundKey(s) }); n > 1 {
			t.Errorf("SoundKey(%s): %v allocations, want its result only", s, n)
		}
	}
	if got := string(appendSoundKey([]byte("k:"), "Kham")); got != "k:kam" {
		t.Errorf("appended: %q", got)
	}
}

func BenchmarkAppendSoundKey(b *testing.B) {
	for _, s := range []string{"ຄຳມະນີວົງ", "Khammanivong", "Nguyễn"} {
		b.Run(s, func(b *testing.B) {
			dst := make([]byte, 0, 64)
			b.ReportAllocs()
			for b.Loop() {
				dst = appendSoundKey(dst[:0], s)
			}
		})
	}
}

func FuzzSoundKey(f *testing.F) {
	for _, s := range []string{"ສົມສັກ", "Xyooj", "Nguyễn", "ດາ\u200bວອນ", "ngnynhgn", "\xff\xe0\xba", "иǾ가"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key := SoundKey(s)
		if !utf8.ValidString(key) {
			t.Errorf("SoundKey(%+q) = %+q", s, key)
		}
		if p := PrefixKey(s); !strings.HasPrefix(string(appendKey(nil, s, spelledKey)), p) {
			t.Errorf("PrefixKey(%+q) = %q, key %q", s, p, key)
		}
		for _, k := range SearchKeys(s) {
			if k == "" || !utf8.ValidString(k) {
				t.Errorf("SearchKeys(%+q) has %+q", s, k)
			}
		}
	})
}
