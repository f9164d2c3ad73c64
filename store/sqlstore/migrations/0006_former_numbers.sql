-- Numbers for life that are sealed: nobody is found by one, but by whoever may open where they come from.
CREATE TABLE former_number (
	number bigint PRIMARY KEY,
	person bigint NOT NULL
) {clustered};
