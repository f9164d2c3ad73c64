-- Looks and their tree. Times are microseconds UTC, days since 1970-01-01, months since year 0.

CREATE TABLE look_head (
	id            BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
	size          BIGINT  NOT NULL, -- looks ever written; the next Seq
	frontier      {bytes} NOT NULL, -- of the tree over all of them
	last          BIGINT  NOT NULL, -- time of the last look
	base          BIGINT  NOT NULL, -- the first Seq that has a row
	base_frontier {bytes} NOT NULL  -- of the tree over those before it
);

CREATE TABLE look (
	seq  BIGINT  NOT NULL PRIMARY KEY,
	leaf {bytes} NOT NULL,
	body {bytes}           -- NULL: its month was dropped, its leaf is still needed
);

CREATE TABLE look_month (
	month BIGINT NOT NULL PRIMARY KEY,
	first BIGINT NOT NULL -- Seq of its first look
);

CREATE TABLE look_subject (
	month   BIGINT NOT NULL,
	kind    BIGINT NOT NULL,
	subject BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	shown   BIGINT NOT NULL, -- the first day on which the person sees it
	PRIMARY KEY (month, kind, subject, seq)
) {clustered};

CREATE TABLE look_node (
	level BIGINT  NOT NULL,
	n     BIGINT  NOT NULL,
	hash  {bytes} NOT NULL,
	PRIMARY KEY (level, n)
) {clustered};

CREATE TABLE look_checkpoint (
	size BIGINT  NOT NULL PRIMARY KEY,
	note {bytes} NOT NULL
);
