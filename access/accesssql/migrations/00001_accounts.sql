-- Offices, officers, sessions and attempts to sign in. Days are days since 1970-01-01, times microseconds UTC.

CREATE TABLE office (
	id           {text} NOT NULL PRIMARY KEY,
	name         {text} NOT NULL,
	name_latin   {text} NOT NULL,
	level        {text} NOT NULL,
	jurisdiction BIGINT NOT NULL, -- place; 0: the whole country
	post         BIGINT NOT NULL  -- 0, 1
);

CREATE TABLE officer (
	id           {text} NOT NULL PRIMARY KEY,
	name         {text} NOT NULL,
	name_latin   {text} NOT NULL,
	office       {text} NOT NULL REFERENCES office (id),
	roles        {text} NOT NULL, -- separated by spaces
	active_from  BIGINT NOT NULL,
	active_until BIGINT NOT NULL,
	must_change  BIGINT NOT NULL, -- 0, 1
	secret       {text} NOT NULL  -- argon2id, never read but to check a password
);

CREATE INDEX officer_office ON officer (office, id);

CREATE TABLE session (
	id      {text} NOT NULL PRIMARY KEY, -- hash of the token, in hex
	officer {text} NOT NULL REFERENCES officer (id),
	started BIGINT NOT NULL,
	seen    BIGINT NOT NULL
);

CREATE INDEX session_officer ON session (officer, started);

CREATE TABLE attempt (
	id       {text} NOT NULL PRIMARY KEY, -- hash of an account or an address
	attempts BIGINT NOT NULL,
	last     BIGINT NOT NULL
);

-- With which number on paper an office begins in a year, where it is not 1.
CREATE TABLE printed_start (
	office {text} NOT NULL REFERENCES office (id),
	year   BIGINT NOT NULL,
	first  BIGINT NOT NULL, -- from 1
	PRIMARY KEY (office, year)
);
