-- Whether two are one. Days are days since 1970-01-01, times microseconds UTC.

CREATE TABLE adjudication (
	id          {text} NOT NULL PRIMARY KEY,
	state       {text} NOT NULL,
	office      {text} NOT NULL, -- that adjudicates
	application {text} NOT NULL, -- empty: two who are registered
	person1     BIGINT NOT NULL, -- those two, the lower id first; 0 of an application
	person2     BIGINT NOT NULL,
	due         BIGINT NOT NULL,
	rulings     BIGINT NOT NULL, -- how many there are
	doc         {text} NOT NULL  -- never changes
);

CREATE INDEX adjudication_office ON adjudication (office, state, due, id);
CREATE INDEX adjudication_application ON adjudication (application, due, id);
CREATE UNIQUE INDEX adjudication_pair ON adjudication (person1, person2) WHERE application = '';

-- Rows are added and never changed.
CREATE TABLE ruling (
	adjudication {text} NOT NULL REFERENCES adjudication (id),
	n            BIGINT NOT NULL,
	at           BIGINT NOT NULL,
	officer      {text} NOT NULL,
	office       {text} NOT NULL,
	verdict        {text} NOT NULL, -- different, same
	person       BIGINT NOT NULL, -- same as whom; 0: different
	reason       {text} NOT NULL,
	PRIMARY KEY (adjudication, n)
) {clustered};
