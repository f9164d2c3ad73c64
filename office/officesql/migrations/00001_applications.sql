-- Applications and evidence. Days are days since 1970-01-01, times microseconds UTC.

CREATE TABLE application (
	id       {text} NOT NULL PRIMARY KEY,
	version  BIGINT NOT NULL,
	state    {text} NOT NULL,
	office   {text} NOT NULL, -- that decides; empty in a draft
	taken_at {text} NOT NULL,
	due      BIGINT NOT NULL,
	touched  BIGINT NOT NULL,
	changes  BIGINT NOT NULL, -- rows of its history
	doc      {text} NOT NULL
);

CREATE INDEX application_office ON application (office, state, due, id);
CREATE INDEX application_taken ON application (taken_at, state, due, id);

-- Rows are added and never changed.
CREATE TABLE application_event (
	application {text} NOT NULL REFERENCES application (id) ON DELETE CASCADE,
	n           BIGINT NOT NULL,
	at          BIGINT NOT NULL,
	officer     {text} NOT NULL,
	office      {text} NOT NULL,
	from_state  {text} NOT NULL,
	to_state    {text} NOT NULL,
	reasons     {text} NOT NULL, -- JSON
	PRIMARY KEY (application, n)
) {clustered};

CREATE TABLE evidence (
	sha256 {text} NOT NULL PRIMARY KEY, -- of the plain content
	type   {text} NOT NULL,
	size   BIGINT NOT NULL, -- of the plain content, bytes
	chunks BIGINT NOT NULL,
	at     BIGINT NOT NULL  -- last uploaded
);

CREATE INDEX evidence_at ON evidence (at);

CREATE TABLE evidence_chunk (
	sha256 {text}  NOT NULL REFERENCES evidence (sha256) ON DELETE CASCADE,
	n      BIGINT  NOT NULL,
	box    {bytes} NOT NULL,
	PRIMARY KEY (sha256, n)
);

CREATE TABLE application_evidence (
	application {text} NOT NULL REFERENCES application (id) ON DELETE CASCADE,
	sha256      {text} NOT NULL REFERENCES evidence (sha256),
	PRIMARY KEY (application, sha256)
) {clustered};

CREATE INDEX application_evidence_sha256 ON application_evidence (sha256);
