-- Whom officers saw on their budgets, and how often a budget refused them.

CREATE TABLE look_counted (
	officer TEXT   NOT NULL,
	kind    BIGINT NOT NULL, -- 0: a look that found nobody; subject is its Seq
	subject BIGINT NOT NULL,
	at      BIGINT NOT NULL, -- since when it counts
	PRIMARY KEY (officer, kind, subject)
) {clustered};

CREATE TABLE look_stop (
	hour    BIGINT NOT NULL, -- its beginning
	officer TEXT   NOT NULL,
	office  TEXT   NOT NULL,
	slowed  BIGINT NOT NULL,
	stopped BIGINT NOT NULL,
	PRIMARY KEY (hour, officer)
) {clustered};
