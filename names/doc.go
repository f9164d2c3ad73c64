// Package names owns scripts: how a name or a place is cleaned for storing, folded for comparing,
// cut into Lao syllables, written in Latin letters, sorted, and found again by somebody who spells
// it otherwise.
//
// It works on plain strings and imports no other package of Samano, so that the register, the
// search, the matcher and the pages all see the same name in the same way.
//
// # Three layers
//
// Each layer forgets more than the one before; all are idempotent and return valid UTF-8.
//
//	Clean      the stored form. The spelling stays as the person writes it; only invisible differences are settled: NFC,
//	           U+0EB3 for its two-character form, marks in one order, zero-width characters gone, white space folded.
//	Normalise  one spelling for equal spellings: Clean, and ຫຼ ໜ ໝ as ຫລ ຫນ ຫມ. Tones and case stay.
//	Fold       the compared form: Normalise without tone marks, ຣ as ລ, no case, no Latin diacritics (đ as d), ASCII
//	           digits, no apostrophes, hyphens as spaces.
//
// Lao text never passes through NFKC or NFKD and never loses "all of category Mn": both destroy it
// (U+0EB3 falls apart, vowels above and below are category Mn and vanish).
//
// [Valid] says, with a closed list of kinds and no prose, why a part cannot be a name.
//
// # From Lao to Latin
//
// A rule-driven reader (lao.go) walks Lao text from left to right and decides syllable by syllable,
// looking only a few letters ahead. It does not look at tone marks, since they are optional when
// somebody searches. [Romanise] writes its syllables by one of two tables (data/*.tsv). Nobody's
// Latin name is made this way: Lao spelling habits differ from every system, so the Latin name is a
// stored field and [Suggest] only offers a first guess.
//
// # Finding a name
//
// [SoundKey] is a short ASCII string that is equal for the ways one name is written: ສົມສັກ,
// Somsack, Somsak, Somxak and Sômsak are all "somsak". Lao goes through its BGN/PCGN romanisation
// and then through the same rules as Latin, so that SoundKey(s) == SoundKey(Romanise(s,
// BGNPCGN1966)) for Lao text, by construction. The rules (sound.go) merge: k/kh, t/th, p/ph; s/x/z;
// l/r; v/w; y/i, ay/ai, gn/ny/nh; ou/u/oo/eu; ie/ia; doubled letters; silent e in -one, -ane; final
// -t/-d/-th, -p/-b,
// -k/-ck; h after a consonant. Vietnamese meets itself with and without tone marks. A small table
// (clans.go) joins the spellings of the Hmong clans when a clan name is a word of its own.
//
// [SearchKeys] returns the keys to store for a name; a search asks for the range of keys that begin
// with what was typed:
//
//   - Fold(p), if p is Lao: finds the Lao form letter by letter. Fold(p) is a prefix of Fold(s) for every prefix p of s,
//     except where p ends in ເ (typed twice it becomes ແ) or ໍ (with າ it becomes ຳ), or the marks are misordered.
//   - [PrefixKey](p), exact: it leaves out what a next letter could still change, so that for every s that begins with p
//     some key of SearchKeys(s) begins with PrefixKey(p). On the shipped names it keeps nine letters in ten of a Latin
//     prefix. Of a Lao one it keeps only the syllables that are certain, about one letter in five.
//   - SoundKey(p), narrower and not exact: use it for whole words, and to find a Latin form from a Lao prefix. It begins
//     the key for nine Latin prefixes in ten and six Lao in seven.
package names
