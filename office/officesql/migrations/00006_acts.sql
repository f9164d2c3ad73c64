-- Which application holds an act. An act is in one application at most.

CREATE TABLE application_act (
	act         {text} NOT NULL PRIMARY KEY,
	application {text} NOT NULL REFERENCES application (id) ON DELETE CASCADE
);

CREATE INDEX application_act_application ON application_act (application);
