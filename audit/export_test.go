package audit

// ReadPlace is for the test of bytes from outside.
var ReadPlace = readPlace
