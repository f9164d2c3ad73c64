-- The register. Words in braces are the two databases' differences (schema.go).
-- Text is compared byte by byte everywhere: prefix searches are ranges.

CREATE TABLE founding (
	one        smallint PRIMARY KEY CHECK (one = 1),
	origin     {text} NOT NULL,
	number_key {text} NOT NULL,
	pack       {text} NOT NULL
);

CREATE TABLE head (
	one            smallint PRIMARY KEY CHECK (one = 1),
	size           bigint NOT NULL,
	next_person    bigint NOT NULL,
	next_household bigint NOT NULL,
	next_place     bigint NOT NULL,
	counter        bigint NOT NULL,   -- a uint64, bit by bit
	last           bigint NOT NULL,   -- microseconds UTC
	places_seq     bigint NOT NULL,
	loading        smallint NOT NULL, -- 1: the indexes of loading.go are absent
	frontier       {bytes} NOT NULL
);

-- What the act says is in body; the rest of the row is what must be found
-- without unpacking it, and stands before it, where a scan reads no overflow.
CREATE TABLE act (
	seq  {rowid},
	at   bigint NOT NULL,
	id   {bytes} NOT NULL,
	leaf {bytes} NOT NULL,
	body {bytes} NOT NULL
);
CREATE UNIQUE INDEX act_id ON act (id);

-- number is a projection that lives with its document.
CREATE TABLE person (
	id     {rowid},
	number bigint,
	seq    bigint NOT NULL,
	doc    {bytes} NOT NULL
);
CREATE UNIQUE INDEX person_number ON person (number);

CREATE TABLE household (
	id  {rowid},
	seq bigint NOT NULL,
	doc {bytes} NOT NULL
);

CREATE TABLE place (
	id  {rowid},
	seq bigint NOT NULL,
	doc {bytes} NOT NULL
);

CREATE TABLE alias (
	subject bigint NOT NULL,
	kind    smallint NOT NULL,
	id      {bytes} NOT NULL,
	PRIMARY KEY (id)
) {clustered};

-- The table lies in the order of persons, so that new rows go to its end and a
-- search of several words can ask whether a person has the other words too. The
-- index is what searches begin with.
CREATE TABLE name_key (
	person bigint NOT NULL,
	year   smallint NOT NULL, -- of birth; 0: not known
	key    {text} NOT NULL,
	PRIMARY KEY (person, key, year)
) {clustered};
CREATE INDEX name_key_search ON name_key (key, year, person);

CREATE TABLE kin (
	parent bigint NOT NULL,
	child  bigint NOT NULL,
	PRIMARY KEY (parent, child)
) {clustered};

CREATE TABLE member (
	person    bigint NOT NULL,
	household bigint NOT NULL,
	PRIMARY KEY (person, household)
) {clustered};

CREATE TABLE book (
	household bigint NOT NULL,
	number    {text} NOT NULL,
	PRIMARY KEY (number)
) {clustered};

CREATE TABLE decision (
	seq       bigint NOT NULL,
	authority {text} NOT NULL,
	reference {text} NOT NULL,
	PRIMARY KEY (authority, reference)
) {clustered};

CREATE TABLE printed (
	seq    bigint NOT NULL,
	no     bigint NOT NULL,
	year   smallint NOT NULL,
	office {text} NOT NULL,
	PRIMARY KEY (office, year, no)
) {clustered};

CREATE TABLE node (
	n     bigint NOT NULL,
	level smallint NOT NULL,
	hash  {bytes} NOT NULL,
	PRIMARY KEY (level, n)
) {clustered};

CREATE TABLE sealed (
	seq     bigint NOT NULL,
	subject bigint NOT NULL,
	kind    smallint NOT NULL,
	name    {text} NOT NULL,
	box     {bytes} NOT NULL,
	PRIMARY KEY (seq, name)
);

CREATE TABLE checkpoint (
	size {rowid},
	note {bytes} NOT NULL
);
