-- The matcher's index, a log-structured merge tree (package lsm). What a transaction wrote is
-- one row of match_tail; a full tail becomes a run, and runs are compacted into greater ones. A
-- body is a list of postings, packed (lsm/pack.go).

CREATE TABLE match_state (
	one     smallint PRIMARY KEY CHECK (one = 1),
	flushed bigint NOT NULL, -- the rows of match_tail up to this one are in runs too
	kept    bigint NOT NULL  -- of the acts from this one on, match_tail has all
);
INSERT INTO match_state (one, flushed, kept) SELECT 1, 0, coalesce((SELECT size FROM head WHERE one = 1), 0);

CREATE TABLE match_tail (
	no   {rowid},         -- grows for ever
	seq  bigint NOT NULL, -- the first act of the transaction
	upto bigint NOT NULL, -- the act after its last
	nth  bigint NOT NULL, -- the rows since the tail last became a run, with this one
	size bigint NOT NULL, -- their postings
	body {bytes} NOT NULL
);

-- While loading or rebuilding, postings wait here (lsm/deferred.go).
CREATE TABLE match_load (
	id   {rowid}, -- of the transaction, and of the range of hashes
	body {bytes} NOT NULL
);

CREATE TABLE match_run (
	run      {rowid},
	age      bigint NOT NULL,   -- the last row of match_tail in it; of two runs, what the greater says holds
	level    smallint NOT NULL,
	target   bigint NOT NULL,   -- the run into which it is being compacted; 0: none
	start    {text} NOT NULL,   -- what comes before has been moved there
	postings bigint NOT NULL    -- at most so many
);

CREATE TABLE match_page (
	run   bigint NOT NULL,
	first {text} NOT NULL, -- the place of the first posting (lsm/pack.go)
	body  {bytes} NOT NULL,
	PRIMARY KEY (run, first)
) {clustered};
