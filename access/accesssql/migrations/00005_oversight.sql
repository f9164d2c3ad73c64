-- The paper by which the authority that watches the register appoints an overseer.
CREATE TABLE oversight (
	id     BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	secret {text} NOT NULL, -- argon2id
	used   BIGINT NOT NULL  -- 0, 1: a paper has appointed one
);
