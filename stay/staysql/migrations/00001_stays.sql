-- Notices of short stays. They are found by dwelling and day, never by a person: there is no index of guests.
-- Days count from 1 January 1970; times are microseconds UTC.

CREATE TABLE stay_notice (
	place    BIGINT NOT NULL,
	dwelling {text} NOT NULL, -- as houses are compared
	first    BIGINT NOT NULL,
	last     BIGINT NOT NULL, -- the day of departure
	at       BIGINT NOT NULL,
	officer  {text} NOT NULL,
	doc      {text} NOT NULL,
	PRIMARY KEY (place, dwelling, at, officer)
);

CREATE INDEX stay_notice_last ON stay_notice (last);
