-- Copies: certificates and extracts that were issued. Times are microseconds UTC.

CREATE TABLE copy (
	id         {text} NOT NULL PRIMARY KEY,
	kind       {text} NOT NULL,
	act        BIGINT NOT NULL,
	no         BIGINT NOT NULL, -- which copy of that kind of that act
	person1    BIGINT NOT NULL,
	person2    BIGINT NOT NULL, -- 0: there is one
	issued     BIGINT NOT NULL,
	doc        {text} NOT NULL,
	revoked_at BIGINT NOT NULL, -- 0: it is not
	revoked_by {text} NOT NULL,
	reason     {text} NOT NULL,
	UNIQUE (kind, act, no)
);

CREATE INDEX copy_person1 ON copy (person1, issued);
CREATE INDEX copy_person2 ON copy (person2, issued);

CREATE TABLE copy_status (
	id   BIGINT NOT NULL PRIMARY KEY, -- 1
	next BIGINT NOT NULL              -- the status index to give out
);

INSERT INTO copy_status (id, next) VALUES (1, 0);
