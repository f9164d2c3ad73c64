-- Requests at the counter and orders of courts. Rows change once or twice: confirmed, judged.

CREATE TABLE request (
	id      {text} NOT NULL PRIMARY KEY,
	version BIGINT NOT NULL,
	office  {text} NOT NULL, -- that entered it
	year    BIGINT NOT NULL,
	no      BIGINT NOT NULL, -- within office and year
	officer {text} NOT NULL, -- who entered it
	at      BIGINT NOT NULL,
	judge   {text},          -- drawn, for that office to judge; '': for an auditor; NULL: not drawn
	due     BIGINT NOT NULL, -- until when it is judged
	judged  BIGINT NOT NULL CHECK (judged IN (0, 1)),
	paper   {text} REFERENCES evidence (sha256),
	doc     {text} NOT NULL,
	UNIQUE (office, year, no)
);

CREATE INDEX request_judge ON request (judge, judged, due, id);
CREATE INDEX request_officer ON request (officer, judged, due);
CREATE INDEX request_paper ON request (paper);

-- How many requests an office has entered in a year.
CREATE TABLE request_count (
	office {text} NOT NULL,
	year   BIGINT NOT NULL,
	no     BIGINT NOT NULL,
	PRIMARY KEY (office, year)
) {clustered};
