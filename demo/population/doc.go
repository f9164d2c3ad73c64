// Package population owns the statistics that a synthetic country follows: the United
// Nations' tables for Laos (data/wpp.tsv), the population by sex and age that they give
// for a day, and the draws that turn a probability into events.
//
// [Load] reads the tables. They begin in [BaseYear] and are carried forward by their own
// rates, see [Rates.StructureAt].
//
// # Drawing by halves
//
// Events are drawn by systematic sampling, see [Sampler]: the probabilities of people in a
// row add up, and whenever the sum passes a whole number the event happens to that person. Each
// person's chance is as the tables say while the totals do not scatter, so that
// even 2,000 people end with the age structure they should have, and with the
// number of people asked for.
package population
