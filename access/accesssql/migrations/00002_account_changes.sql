-- Changes of accounts that wait for a second administrator, or for the hour of a reset.
CREATE TABLE account_change (
	account {text} NOT NULL PRIMARY KEY,
	what    {text} NOT NULL,
	officer {text} NOT NULL, -- the account as it is to be, as JSON
	asker   {text} NOT NULL,
	asked   BIGINT NOT NULL,
	second  {text} NOT NULL, -- who confirmed a reset; empty: nobody yet
	valid   BIGINT NOT NULL, -- since when its password is the account's; 0: nobody has confirmed it
	secret  {text} NOT NULL  -- argon2id
);
