-- Who confirmed a request answers for it too; dangers to life are counted apart from the others.
ALTER TABLE request ADD COLUMN second {text} NOT NULL DEFAULT '';
ALTER TABLE request ADD COLUMN danger BIGINT NOT NULL DEFAULT 0;
CREATE INDEX request_second ON request (second, judged, due);
