-- Who may live at a dwelling: households, and people who are protected or whose record was merged.
CREATE TABLE dwelling (
	kind    smallint NOT NULL,
	subject bigint NOT NULL,
	key     {text} NOT NULL, -- of the dwelling
	PRIMARY KEY (key, kind, subject)
) {clustered};
