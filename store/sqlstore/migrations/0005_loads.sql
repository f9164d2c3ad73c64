-- How many loads were begun. While the register is loading, the number is the last one's: whose it is not any more
-- writes nothing.
ALTER TABLE head ADD COLUMN loads bigint NOT NULL DEFAULT 0;
