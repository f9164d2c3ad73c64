// Package people owns who lives in a synthetic country: the persons with their names and
// kin, the villages and households in which they live. Nobody in it ever lived.
//
// A [Land] is the whole country: its villages, picked among the real ones, and what must be
// unique in it. A [Cell] is the people of neighbouring villages. Both are plain state: who marries,
// moves or dies is decided in package demo, how the people of the beginning come to be in
// demo/census. What the register is told about them, and when, is demo/filing's.
package people
