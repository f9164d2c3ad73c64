package match

import "math/rand/v2"

func random() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
