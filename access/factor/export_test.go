package factor

// TOTPCode is the code of a step, as an app computes it.
var TOTPCode = totpCode
