-- What is proved beside a password, and the sign-ins. Times are microseconds UTC; 0: never.

CREATE TABLE factor (
	id      {text} NOT NULL PRIMARY KEY,
	subject {text} NOT NULL,
	kind    {text} NOT NULL,
	name    {text} NOT NULL, -- given by its owner
	since   BIGINT NOT NULL,
	last    BIGINT NOT NULL,
	mark    BIGINT NOT NULL, -- what the next proof must exceed
	counter BIGINT NOT NULL, -- of the signatures of a passkey
	codes   BIGINT NOT NULL, -- a bit for each code that was used
	secret  {bytes} NOT NULL -- sealed
);

CREATE INDEX factor_subject ON factor (subject, since);

CREATE TABLE sign_in (
	session {text} NOT NULL PRIMARY KEY, -- as in the table of sessions
	subject {text} NOT NULL,
	began   BIGINT NOT NULL,
	proved  BIGINT NOT NULL,
	browser {text} NOT NULL
);

CREATE INDEX sign_in_subject ON sign_in (subject, began);
