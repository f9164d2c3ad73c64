-- Counts of looks, and the record of breaches. Days are days since 1970-01-01, times microseconds UTC.

CREATE TABLE look_count (
	day     BIGINT NOT NULL,
	officer {text} NOT NULL,
	office  {text} NOT NULL,
	purpose {text} NOT NULL,
	kind    {text} NOT NULL, -- of the case; empty: for none
	looks   BIGINT NOT NULL,
	refused BIGINT NOT NULL, -- of them
	people  BIGINT NOT NULL, -- whom they name, each time
	PRIMARY KEY (day, officer, office, purpose, kind)
) {clustered};

CREATE TABLE look_counted_to (
	id   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	next BIGINT NOT NULL -- Seq of the first look that is not counted yet
);

CREATE TABLE breach (
	no  BIGINT NOT NULL PRIMARY KEY,
	doc {text} NOT NULL -- as JSON
);
