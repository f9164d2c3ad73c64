-- The last signed note of each other log, so that a log without its own is known to have had them.
CREATE TABLE power_note (
	log  {text}  NOT NULL PRIMARY KEY, -- acts, looks
	note {bytes} NOT NULL
);
