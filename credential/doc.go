// Package credential owns signed paper: what the QR code on a certificate says,
// how it is signed, and how anybody reads and checks it without a network.
//
// # The code
//
// A certificate carries one QR code. From the inside out:
//
//	claims     a CBOR map: a CWT claims set (RFC 8392) that holds Claim 169,
//	           version 1.2.0, where its attributes fit, and one map of ours
//	COSE_Sign1 RFC 9052, tag 18; algorithm and key id in the protected header
//	zlib       RFC 1950
//	Base45     RFC 9285, so that the QR code can use its alphanumeric mode
//
// Issue builds it, Read takes it apart and vouches for nothing, Check also
// verifies it against a Trust, the set of issuers' public keys that the checker
// holds. Package credential/qrcode draws it and finds it on a scanned page.
//
// # What a check can say
//
// Paper outlives acts. A good signature proves that the issuer wrote this on that
// day; it cannot prove that no later act corrected it. So the best outcome is
// SignedStatusNotChecked, and no outcome is called valid. A copy that has a
// Status can be asked about online, elsewhere.
//
// claims reach the caller of Check only when the signature was good: nobody can
// show a forger's text by forgetting to look at the outcome.
//
// # Claims
//
// CWT claims: 1 issuer, 4 expires, 5 not before, 6 issued at, 7 copy id (16
// bytes), 169 the person, 65535 status (Token Status List), and -70001, our map.
// RFC 8392, section 9.1.1 keeps integers below -65536 for private use. A CWT with
// an audience (claim 3) is refused: paper is for its holder.
//
// Claim 169: 1 id, 3 language, 4 full name, 8 date of birth, 9 gender,
// 13 nationality, 19 full name in Latin letters, 20 the language of that.
// Attribute 22, legal status, is left out: it would mark people on a paper that
// they must show to everybody.
//
// Our map, under -70001 (dates are EDTF text, names are [name, Latin name?]):
//
//	key  meaning                                      type
//	 1   version of this map, now 1                   uint
//	 2   kind: 1 birth, 2 death, 3 marriage           uint
//	 3   Seq of the register that the copy shows      uint
//	 4   office that issued the copy                  text
//	 5   printed number of the act                    text
//	 6   day of registration                          date
//	 7   which copy of this certificate, from 1       uint
//	 8   date of the event (not for a birth: the      date
//	     date of birth is the event)
//	 9   place of the event                           text
//	10   date of birth where Claim 169 cannot hold it date
//	11   mother                                       names
//	12   father                                       names
//	13   spouse: attributes of Claim 169              map
//	14   spouse's date of birth, as key 10            date
//
// Keys that a reader does not know are ignored and listed; a meaning never
// changes without a new version, and an unknown version is refused. Claim 169
// wants a date of birth as YYYYMMDD. Where only the year or month is known it
// holds YYYY or YYYYMM and key 10 the exact text; an approximate date ("1974~")
// is in key 10 alone, because without its doubt it would be untrue.
//
// # Strictness
//
// Decoding refuses indefinite lengths, duplicate keys at any depth, tags inside
// the claims, invalid UTF-8, bytes after the end, critical headers it does not
// understand, and algorithms other than EdDSA with Ed25519 and ES256. Every size
// has a limit. The signature covers the COSE bytes: a few different zlib streams
// unpack to the same bytes, and those are the same certificate.
//
// The package and those below it import nothing else of this program, so that a checker
// can be built from them alone.
package credential
