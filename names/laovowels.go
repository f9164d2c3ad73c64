package names

// The vowels of a syllable. Each function reads from cell i after the onset, sets the vowel of s,
// and returns the cell after it and whether the vowel takes no final.

func (l *laoReader) plainVowel(s *syllable, i int) (int, bool) {
	switch l.r(i) {
	case 'ະ':
		s.vowel = vowelA
		return i + 1, true
	case 'ັ':
		return l.afterMaiKan(s, i+1)
	case 'າ':
		s.vowel = vowelALong
	case 'ຳ':
		s.vowel = vowelAm
		return i + 1, true
	case 'ິ', 'ີ':
		s.vowel = vowelI
	case 'ຶ', 'ື':
		s.vowel = vowelY
		if l.vowelAt(i+1, 'ອ') { // old spelling of the open syllable: ມືອ
			return i + 2, false
		}
	case 'ຸ', 'ູ':
		s.vowel = vowelU
	case 'ົ':
		if l.r(i+1) == 'ວ' && (l.r(i+2) == 'ະ' || !isPostVowel(l.r(i+2))) {
			return l.ua(s, i+2)
		}
		s.vowel = vowelO
	case 'ໍ':
		s.vowel = vowelAw
	case 'ຽ':
		s.vowel = vowelIa
	case 'ອ':
		if s.onset == 0 || l.voiced(i) {
			return i, true
		}
		s.vowel = vowelAwLong
	case 'ວ':
		if s.onset == 0 || l.voiced(i) {
			return i, true
		}
		return l.ua(s, i+1)
	default:
		return i, true
	}
	return i + 1, false
}

// afterMaiKan reads on after Xັ.
func (l *laoReader) afterMaiKan(s *syllable, i int) (int, bool) {
	switch {
	case l.r(i) == 'ຽ':
		s.vowel = vowelIa
		return i + 1, false
	case l.r(i) == 'ວ' && s.onset == 'ຫ' && s.second == 0 && !l.voiced(i) && isFinal(l.r(i+1)):
		// ຫັວນ for ຫວັນ: the mark typed on the first letter of the cluster, common in lists
		s.second, s.vowel = 'ວ', vowelAShort
		return i + 1, false
	case l.vowelAt(i, 'ວ'):
		return l.ua(s, i+1)
	case l.vowelAt(i, 'ອ'):
		s.vowel = vowelAw
		return i + 1, false
	}
	s.vowel = vowelAShort
	return i, false
}

func (l *laoReader) ua(s *syllable, i int) (int, bool) {
	s.vowel = vowelUa
	if l.r(i) == 'ະ' {
		return i + 1, true
	}
	return i, false
}

// vowelAfterE reads the signs that ເ before the onset combines with.
func (l *laoReader) vowelAfterE(s *syllable, i int) (int, bool) {
	s.vowel = vowelE
	switch l.r(i) {
	case 'ະ':
		return i + 1, true
	case 'ັ':
		if l.r(i+1) == 'ຽ' || l.vowelAt(i+1, 'ຍ') {
			s.vowel = vowelIa
			return i + 2, false
		}
		return i + 1, false
	case 'າ':
		if l.r(i+1) == 'ະ' {
			s.vowel = vowelAw
			return i + 2, true
		}
		s.vowel = vowelAo // ເຂາ, short for ເຂົາ
		return i + 1, true
	case 'ົ':
		s.vowel = vowelAo
		if l.r(i+1) == 'າ' {
			return i + 2, true
		}
		return i + 1, true
	case 'ິ', 'ີ':
		s.vowel = vowelOe
		return i + 1, false
	case 'ຶ', 'ື':
		if l.vowelAt(i+1, 'ອ') {
			s.vowel = vowelYa
			return i + 2, false
		}
		s.vowel = vowelOe
		return i + 1, false
	case 'ຽ':
		s.vowel = vowelIa
		return i + 1, false
	case 'ຍ':
		if s.onset != 0 && !l.voiced(i) {
			s.vowel = vowelIa
			return i + 1, false
		}
	case 'ອ':
		if s.onset != 0 && !l.voiced(i) { // ເທອ
			s.vowel = vowelOe
			return i + 1, false
		}
	}
	return i, s.onset == 0
}

// vowelAfterOther reads on after ແ, ໂ, ໃ and ໄ.
func (l *laoReader) vowelAfterOther(s *syllable, i int, pre rune) (int, bool) {
	switch pre {
	case 'ແ':
		s.vowel = vowelAe
	case 'ໂ':
		s.vowel = vowelO
	default:
		s.vowel = vowelAi
		if s.onset != 0 && l.vowelAt(i, 'ຍ') { // ໄທຍ, old for ໄທ
			i++
		}
		return i, s.onset == 0
	}
	switch l.r(i) {
	case 'ະ':
		return i + 1, true
	case 'ັ':
		return i + 1, false
	}
	return i, s.onset == 0
}
