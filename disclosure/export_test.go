package disclosure

// Sheltered is asked by tests of countries.
var Sheltered = sheltered
