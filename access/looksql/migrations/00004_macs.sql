-- What the program puts on a look when it writes it, under a key that is not in the database.
ALTER TABLE look ADD COLUMN mac {bytes};
