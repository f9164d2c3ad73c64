package audit

// ReadResumePoint is for the test of bytes from outside.
var ReadResumePoint = readResumePoint
