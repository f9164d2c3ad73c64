-- Lots: who loaded which file, and by which order. Times are microseconds UTC. Rows are added and
-- never changed.

CREATE TABLE lot (
	at           BIGINT NOT NULL,
	sha256       {text} NOT NULL, -- of the file
	lines        BIGINT NOT NULL,
	basis        {text} NOT NULL,
	declared_by  {text} NOT NULL,
	confirmed_by {text} NOT NULL,
	PRIMARY KEY (at, sha256)
) {clustered};
