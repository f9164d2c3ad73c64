package names

// clanAt finds a spelling of a Hmong clan name that is the whole word at the beginning of in, and
// returns the key of the clan and the letters taken. In RPA the last letter writes the tone (Vaj,
// Xyooj, Lis), so that no rule of sound leads from it to the spellings of Laos and the diaspora:
// Vang, Xiong, Lee. Only spellings whose own key is another one stand here; xong is how ຊົ່ງ is
// romanised.
func clanAt(in []byte) (key string, letters int) {
	for letters < len(in) && in[letters] != ' ' {
		letters++
	}
	word := in[:letters]
	if letters > 0 && word[letters-1] == '-' { // the break behind a Lao run
		word = word[:letters-1]
	}
	switch string(word) {
	case "cha", "tsab":
		key = "cang"
	case "tsheej":
		key = "ceng"
	case "tswb":
		key = "cu"
	case "faj":
		key = "fang"
	case "ham":
		key = "hang"
	case "herr", "hawj":
		key = "hu"
	case "khab":
		key = "kang"
	case "koo":
		key = "kong"
	case "kwm":
		key = "ku"
	case "lauj":
		key = "lo"
	case "lis":
		key = "li"
	case "muas":
		key = "mua"
	case "phab":
		key = "pa"
	case "thao", "thoj":
		key = "to"
	case "vaj":
		key = "vang"
	case "vwj":
		key = "vu"
	case "xiong", "xyooj", "xyoj", "xong":
		key = "siong"
	case "yaj":
		key = "iang"
	default:
		return "", 0
	}
	return key, letters
}
