-- The keys that took the place of others. Keys themselves are in no database.
CREATE TABLE renewed_key (
	purpose {text} NOT NULL, -- what it is for, as "ledger-signing"
	id      {text} NOT NULL, -- names the key, and is not secret
	PRIMARY KEY (purpose, id)
);
