package factor

// The codes of this package's errors: keys of the message catalogue.
const (
	CodeProofMissing = "proof-missing" // the session opens nothing until a factor is proved
	CodeProofOld     = "proof-too-old" // what is asked for needs a new proof
	CodeProofWrong   = "proof-refused" // wrong, used already, or of no factor of the account
	CodeUnknown      = "factor-unknown"
	CodeName         = "factor-name-malformed"
	CodeMany         = "factors-too-many" // Args: most
	CodeAlone        = "recovery-without-factor"
	CodeStart        = "factor-start-over" // what the form carries is too old, or of another account
	CodePasskey      = "passkey-refused"
)
