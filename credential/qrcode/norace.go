//go:build !race

package qrcode

// slower is 1 but under the race detector.
const slower = 1
