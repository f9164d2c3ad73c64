-- How many looks are gone because the law's time for them was over.
CREATE TABLE looks_dropped (
	id    BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	stays BIGINT NOT NULL -- the first Seq that has not gone
);
