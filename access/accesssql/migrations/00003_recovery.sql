-- The paper that makes a new pair of administrators: the hashes of its halves.
CREATE TABLE recovery (
	half   BIGINT NOT NULL PRIMARY KEY, -- 0, 1
	secret {text} NOT NULL -- argon2id
);
