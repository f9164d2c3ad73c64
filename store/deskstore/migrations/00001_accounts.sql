-- Offices, officers, sessions and attempts. Days are days since 1970-01-01, times microseconds UTC.

CREATE TABLE office (
	id           TEXT   NOT NULL PRIMARY KEY,
	name         TEXT   NOT NULL,
	name_latin   TEXT   NOT NULL,
	level        TEXT   NOT NULL,
	jurisdiction BIGINT NOT NULL, -- place; 0: the whole country
	post         BIGINT NOT NULL  -- 0, 1
);

CREATE TABLE officer (
	id           TEXT   NOT NULL PRIMARY KEY,
	name         TEXT   NOT NULL,
	name_latin   TEXT   NOT NULL,
	office       TEXT   NOT NULL REFERENCES office (id),
	roles        TEXT   NOT NULL, -- separated by spaces
	active_from  BIGINT NOT NULL,
	active_until BIGINT NOT NULL,
	must_change  BIGINT NOT NULL, -- 0, 1
	secret       TEXT   NOT NULL  -- argon2id, never read but to check a password
);

CREATE INDEX officer_office ON officer (office, id);

CREATE TABLE session (
	id      TEXT   NOT NULL PRIMARY KEY, -- hash of the token, in hex
	officer TEXT   NOT NULL REFERENCES officer (id),
	started BIGINT NOT NULL,
	seen    BIGINT NOT NULL
);

CREATE INDEX session_officer ON session (officer, started);

CREATE TABLE attempt (
	id       TEXT   NOT NULL PRIMARY KEY, -- hash of an account or an address
	attempts BIGINT NOT NULL,
	last     BIGINT NOT NULL
);
