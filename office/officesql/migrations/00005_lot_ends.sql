-- How a load ended. A lot without a row here was broken off, or is still loaded. Times are
-- microseconds UTC. Rows are added and never changed.

CREATE TABLE lot_end (
	at         BIGINT NOT NULL, -- of the lot
	sha256     {text} NOT NULL,
	ended      BIGINT NOT NULL,
	registered BIGINT NOT NULL,
	repeated   BIGINT NOT NULL,
	refused    BIGINT NOT NULL,
	PRIMARY KEY (at, sha256),
	FOREIGN KEY (at, sha256) REFERENCES lot (at, sha256)
) {clustered};
