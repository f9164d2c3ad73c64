// Package demo owns a synthetic country: people who never lived, in the real
// places of Laos, entered by the same acts through which real people would be.
//
// [Country.Proposals] streams the acts in the order in which offices register
// them: first a census that enrols everybody and opens the households with their
// books (demo/census), then year after year of births, namings, deaths, marriages, divorces,
// moves, splits, stays, departures and arrivals, which this package draws. Births, deaths and
// migration follow the United Nations' tables for Laos (demo/population); everything that the
// tables do not say (who marries whom, who moves where, whose birth is known to the
// year only) is chosen to look plausible and counts nothing real. Ethnic group and
// religion are not collected. The people and their homes are demo/people's; demo/filing
// makes proposals of what happens to them.
//
// # Cells
//
// A country of millions must stream without being held in memory. It is cut into
// cells of some [cellPeople] people in neighbouring villages, each of which lives
// its whole time, chronologically, before the next begins; people marry within
// their cell and move to its towns or to the capital. A country that fits in one
// cell is chronological as a whole. Memory is bounded by the cell.
package demo
