-- Answers within one piece of work: syntheses as the upstream counts them, final transcripts, responses.
ALTER TABLE usage_minutes ADD COLUMN results BIGINT NOT NULL DEFAULT 0;
ALTER TABLE usage_records ADD COLUMN results BIGINT NOT NULL DEFAULT 0;

-- One index in the order in which work ended, for both: the same work ends once, so that a row that comes twice still
-- counts once.
ALTER TABLE usage_records DROP CONSTRAINT usage_records_pkey;
ALTER TABLE usage_records ADD PRIMARY KEY (ended_at, id);
DROP INDEX usage_records_ended;
