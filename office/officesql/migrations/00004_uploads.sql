-- Which office uploaded a paper: a draft names no paper that its office never had.

CREATE TABLE evidence_upload (
	sha256 {text} NOT NULL REFERENCES evidence (sha256) ON DELETE CASCADE,
	office {text} NOT NULL,
	PRIMARY KEY (sha256, office)
) {clustered};
