// Package splitmix owns one function: the finaliser of SplitMix64 (Steele, Lea and Flood, "Fast
// Splittable Pseudorandom Number Generators", 2014), by which keys, sums and seeds are spread.
package splitmix

// Mix spreads a number over all 64 bits: numbers that differ have results that differ in half of
// their bits. It is a bijection and no secret; whoever chooses the numbers chooses the results.
func Mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
