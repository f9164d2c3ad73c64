-- What the program puts on an entry when it writes it, under a key that is not in the database.
ALTER TABLE power ADD COLUMN mac {bytes};
