-- Which officer uploaded a paper: a draft names no paper that whoever writes it never had. Of papers
-- that were uploaded before, an application names those that are needed.

DROP TABLE evidence_upload;

CREATE TABLE evidence_upload (
	sha256  {text} NOT NULL REFERENCES evidence (sha256) ON DELETE CASCADE,
	officer {text} NOT NULL,
	PRIMARY KEY (sha256, officer)
) {clustered};
