-- From which number on paper an office counts in a year, where it is not 1.

CREATE TABLE printed_start (
	office {text} NOT NULL REFERENCES office (id),
	year   BIGINT NOT NULL,
	first  BIGINT NOT NULL, -- from 1
	PRIMARY KEY (office, year)
);
