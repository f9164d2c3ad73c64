// Package office owns receipts, as an example of a package whose tests run for a change of tariff.
package office

import "sample/tariff"

// Receipt is what a person gets.
func Receipt(given, surname string) string { return tariff.Name(given, surname) + " has paid" }
