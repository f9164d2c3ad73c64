package match_test

import mathrand "math/rand/v2"

func rand() *mathrand.Rand { return mathrand.New(mathrand.NewPCG(1, 2)) }
