package certificatetest_test

import (
	"testing"

	"samano/certificate"
	"samano/certificate/certificatetest"
)

func TestTheFakePassesTheSuite(t *testing.T) {
	certificatetest.Run(t, func(*testing.T) certificate.Store { return certificatetest.NewCopies() })
}
