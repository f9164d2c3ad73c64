-- Which version of the program made the projections; another one makes them again.
ALTER TABLE head ADD COLUMN projections bigint NOT NULL DEFAULT 1;
