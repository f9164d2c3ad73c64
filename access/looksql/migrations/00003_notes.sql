-- The last signed note of each other log, so that a log without its own is known to have had them.
CREATE TABLE look_note (
	log  {text}  NOT NULL PRIMARY KEY, -- acts, powers
	note {bytes} NOT NULL
);
