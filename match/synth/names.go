package synth

import (
	"math"
	"math/rand/v2"
	"strings"
)

// element is one element of a name, as written in Lao and by custom in Latin.
type element struct{ lao, latin string }

// pairs reads "ບຸນ Boun ຄຳ Kham …".
func pairs(text string) []element {
	words := strings.Fields(text)
	out := make([]element, 0, len(words)/2)
	for i := 0; i+1 < len(words); i += 2 {
		out = append(out, element{words[i], words[i+1]})
	}
	return out
}

// book holds the elements of names, the common ones first.
type book struct {
	first, second [2][]element // of given names: women, men
	family, ends  []element    // of surnames
	clans         []element
	nicknames     []element
}

func newBook() *book {
	both := "ຄຳ Kham ບຸນ Boun ທອງ Thong ຈັນ Chan ພອນ Phone ສີ Sy ແກ້ວ Keo ວຽງ Vieng ສົມ Som ແສງ Seng ອຸ່ນ Oun ເພັດ Phet ສຸກ Souk ພູ Phou ມີ My ໄຊ Xay"
	women := "ມະນີ Many ຈັນທະ Chantha ດາວ Dao ດວງ Douang ດອກ Dok ບົວ Boua ແພງ Pheng ພິມ Phim ສຸພາ Soupha ສຸດາ Souda ສິລິ Siri ນວນ Nouane ນິດ Nith ທິບ Thip ອ່ອນ One ອາລີ Aly ລັດ Lat ມາລີ Maly ຈິນ Chin ວິໄລ Vilay ໂສພາ Sopha ວັນ Vanh ກິ່ງ King ເພັງ Pheng ສະໝຸດ Samouth ພັດ Phat ຫຼ້າ La ເກສອນ Kesone"
	men := "ສົມສັກ Somsack ໄຊຍະ Xaya ວົງ Vong ພັນ Phan ສິງ Sing ສັກ Sack ສະຫວັນ Savanh ສຸລິ Souli ອຸດົມ Oudom ວິໄຊ Vixay ອິນ In ທະວີ Thavy ພົມມະ Phomma ຕຸ້ຍ Touy ລັດສະໝີ Latsamy ປະສິດ Pasith ກິດ Kith ເດດ Deth ສະໜິດ Sanith ບັນ Bane ໜູ Nou ຫົງ Hong ໃຈ Chay ຕັນ Tanh ລຸນ Loun ວັດ Vath"
	ends := "ພອນ phone ຈັນ chanh ມະນີ many ສີ sy ທອງ thong ແກ້ວ keo ໄຊ xay ຄຳ kham ແສງ seng ດີ dy ມີ my ສຸກ souk ບູນ boun ໃສ say ເພັດ phet ໃຈ chay ສອນ sone ສະຫວັນ savanh ໄພ phay ວຽງ vieng ວັນ vanh ຫຼ້າ la ສະໄໝ samay ອ່ອນ one"
	endsWomen := "ດາ da ລາ la ດາວ dao ທິດາ thida ດາລາ dara ນາ na ມາລີ maly ສຸດາ souda ລັດ lath ແພງ pheng ເພັງ pheng ວິໄລ vilay ສະໝອນ samone ປະພາ papha ຕາ ta ເດືອນ deuane ໄມ້ may ຫວານ vane ຄູນ khoun ບົວ boua ມາລາ mala ນີ ny ພັນ phan ຊື່ນ xeun"
	endsMen := "ສັກ sack ວົງ vong ພັນ phanh ສິງ sing ທະວີ thavy ຈິດ chith ເລີດ leuth ຍັງ nhang ປອນ pone ໄຕ tay ພູ phou ກິ່ງ king ລຸນ loun ໃບ bay ສະໜິດ sanith ເດດ deth ຫຼວງ louang ປັນຍາ panya ສົມບັດ sombath ຊ່ວຍ xouay ລາດ lath ທຳ tham ໄກສອນ kaysone ສົງຄາມ songkham ວິໄຊ vixay ດວງ douang"
	return &book{
		first:     [2][]element{pairs(women + " " + both), pairs(both + " " + men)},
		second:    [2][]element{pairs(ends + " " + endsWomen), pairs(endsMen + " " + ends)},
		family:    pairs("ແກ້ວ Keo ພົມມະ Phomma ວົງ Vong ຈັນທະ Chantha ໄຊຍະ Xaya ສີ Si ສຸວັນນະ Souvanna ອິນທະ Intha ລາດຊະ Ratsa ມະນີ Mani ນັນທະ Nantha ພິມມະ Phimma ພັນທະ Phantha ຄຳ Kham ວິໄລ Vilay ວໍລະ Vora ທຳມະ Thamma ທິບພະ Thippa ທະວີ Thavi ສົມ Som ບຸນຍະ Bounya ບຸບຜາ Boupha ຫຼວງ Louang ອຸດົມ Oudom ແສງ Seng ເພັດ Phet ປັນຍາ Panya ປະທຸມ Pathoum ກິດຕິ Kitti ຈຸນລະ Chounla ຍັນທະ Nhantha ເດດ Det ດວງ Douang ສຸລິຍະ Souriya ພູທະ Phoutha ພິລາ Phila ຂັນຕິ Khanti ສະຫວັນ Savanh ໂພທິ Phothi ສິດທິ Sitthi ຊານ Xane ຫານ Hane ອາລຸນ Aloun ບັນດາ Banda ຕຸລາ Toula ຫົງ Hong ໂສມ Som ແພງ Pheng ທອງ Thong ລາ La"),
		ends:      pairs("ວົງ vong ສັກ sack ລາດ rath ພອນ phone ສານ sane ຈັນ chanh ສິງ sing ມະນີ many ສົມບັດ sombath ດາລາ dara ວັນ vanh ວິໄລ vilay ປະເສີດ paseuth ຈັກ chack ສຸກ souk ໄຊ xay ປັນຍາ panya ມາລີ maly ສາ sa ສະຫວັດ savath ບູລົມ bourom ເດດ deth ລັງສີ rangsy ຄຳ kham ໂຄດ khoth ສຸລິນ sourin ທິລາດ thirath ບຸບຜາ boupha ພັກດີ phakdy ໄພສານ phaysane ແສງ seng ທາລາ thara"),
		clans:     pairs("ຢ່າງ Yang ວ່າງ Vang ຊົ່ງ Xiong ລີ Ly ທໍ່ Thor ວື Vue ມົວ Moua ເຮີ Her ລໍ Lor ຈ່າງ Cha ຄັງ Khang ກົ່ງ Kong ຫາງ Hang"),
		nicknames: pairs("ນ້ອຍ Noy ໃຫຍ່ Nyai ຕຸກຕາ Toukta ໜູ Nou ແອ Ae ຕູ່ Tou ຈອຍ Joy ແດງ Deng ດຳ Dam ປຸ້ຍ Pouy ຕິກ Tik ແນັດ Net ນາງ Nang ບີ Bee ເຈັມ Jem ຕັນ Tan ປີ້ Pee ໂຕ້ To ອ້ວນ Ouan ຈ່ອຍ Choy"),
	}
}

// The shape of given names: single elements, compounds of two, and how much the common ones are
// preferred.
const (
	singleName = 0.08
	skew       = 1.6 // index = n u^skew: the first tenth of the elements is used by a quarter of the people
)

func pick(rng *rand.Rand, n int) int { return int(math.Pow(rng.Float64(), skew) * float64(n)) }

// spelling is one name, in both scripts.
type spelling struct{ lao, latin string }

func join(a, b element) spelling { return spelling{a.lao + b.lao, a.latin + b.latin} }

func (b *book) given(rng *rand.Rand, sex int) spelling {
	first := b.first[sex][pick(rng, len(b.first[sex]))]
	if rng.Float64() < singleName {
		return spelling(first)
	}
	return join(first, b.second[sex][pick(rng, len(b.second[sex]))])
}

// rhyme returns a name with the same first element, as twins and sisters often have.
func (b *book) rhyme(rng *rand.Rand, sex int, of string) spelling {
	for _, first := range b.first[sex] {
		if strings.HasPrefix(of, first.lao) {
			return join(first, b.second[sex][rng.IntN(len(b.second[sex]))])
		}
	}
	return b.given(rng, sex)
}

func (b *book) surname(rng *rand.Rand) spelling {
	return join(b.family[pick(rng, len(b.family))], b.ends[pick(rng, len(b.ends))])
}

func (b *book) clan(rng *rand.Rand) spelling { return spelling(b.clans[pick(rng, len(b.clans))]) }

func (b *book) nickname(rng *rand.Rand) spelling {
	return spelling(b.nicknames[pick(rng, len(b.nicknames))])
}
