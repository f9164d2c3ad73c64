-- Who was given which power, and what came of it. Times are microseconds UTC. Nothing here is ever changed.

CREATE TABLE power (
	seq     BIGINT  NOT NULL PRIMARY KEY,
	leaf    {bytes} NOT NULL,
	subject {text}  NOT NULL, -- what the entry is about, as account/noy
	author  {text}  NOT NULL, -- who did it; empty: somebody at the machine itself
	second  {text}  NOT NULL, -- who confirmed it; empty: nobody had to
	stands  BIGINT  NOT NULL, -- 1: something stands from then on, which a table holds; 0: it has ended
	body    {bytes} NOT NULL
);

CREATE INDEX power_subject ON power (subject, seq);

CREATE TABLE power_node (
	level BIGINT  NOT NULL,
	n     BIGINT  NOT NULL,
	hash  {bytes} NOT NULL,
	PRIMARY KEY (level, n)
) {clustered};

CREATE TABLE power_head (
	id       BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
	size     BIGINT  NOT NULL, -- the next seq
	frontier {bytes} NOT NULL,
	last     BIGINT  NOT NULL  -- time of the last entry
);

CREATE TABLE power_checkpoint (
	size BIGINT  NOT NULL PRIMARY KEY,
	note {bytes} NOT NULL
);
