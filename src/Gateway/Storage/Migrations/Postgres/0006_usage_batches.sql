-- Answers within one piece of work: syntheses as the upstream counts them, final transcripts, responses.
ALTER TABLE usage_minutes ADD COLUMN results BIGINT NOT NULL DEFAULT 0;

-- Records lie in batches as they were written, each a JSON array in UTF-8: a row for each record, with its columns and
-- indexes, cost more than all else that metering does. id is the batch's, so that one which comes twice counts once;
-- ended_at is the last end within it.
CREATE TABLE usage_batches (
  id TEXT NOT NULL PRIMARY KEY,
  ended_at BIGINT NOT NULL,
  records BYTEA NOT NULL
);

CREATE INDEX usage_batches_ended ON usage_batches (ended_at);

ALTER TABLE usage_records RENAME TO usage_records_one_by_one;

INSERT INTO usage_batches (id, ended_at, records)
SELECT MIN(id), MAX(ended_at), convert_to(json_agg(row_to_json(r))::text, 'UTF8')
FROM usage_records_one_by_one AS r GROUP BY ended_at / 60000;

DROP TABLE usage_records_one_by_one;

-- The records one by one, for whoever looks at them.
CREATE VIEW usage_records AS SELECT
  r.id,
  COALESCE(r.started_at, 0) AS started_at,
  COALESCE(r.ended_at, 0) AS ended_at,
  r.team,
  r.key_id,
  r.account,
  r.contract,
  r.model,
  r.voice,
  r.transport,
  r.socket,
  r.outcome,
  COALESCE(r.upstream_status, 0) AS upstream_status,
  COALESCE(r.queued_ms, 0) AS queued_ms,
  r.first_byte_ms,
  r.first_content_ms,
  COALESCE(r.duration_ms, 0) AS duration_ms,
  COALESCE(r.requests, 0) AS requests,
  COALESCE(r.characters, 0) AS characters,
  COALESCE(r.code_points, 0) AS code_points,
  COALESCE(r.prompt_tokens, 0) AS prompt_tokens,
  COALESCE(r.cached_tokens, 0) AS cached_tokens,
  COALESCE(r.completion_tokens, 0) AS completion_tokens,
  COALESCE(r.audio_in_ms, 0) AS audio_in_ms,
  COALESCE(r.audio_out_ms, 0) AS audio_out_ms,
  COALESCE(r.session_ms, 0) AS session_ms,
  COALESCE(r.bytes_in, 0) AS bytes_in,
  COALESCE(r.bytes_out, 0) AS bytes_out,
  COALESCE(r.results, 0) AS results,
  r.source,
  r.cost_nanos,
  r.currency
FROM usage_batches AS b, json_to_recordset(convert_from(b.records, 'UTF8')::json) AS r (id TEXT, started_at BIGINT, ended_at BIGINT, team TEXT, key_id TEXT, account TEXT, contract TEXT, model TEXT, voice TEXT, transport TEXT, socket TEXT, outcome TEXT, upstream_status BIGINT, queued_ms BIGINT, first_byte_ms BIGINT, first_content_ms BIGINT, duration_ms BIGINT, requests BIGINT, characters BIGINT, code_points BIGINT, prompt_tokens BIGINT, cached_tokens BIGINT, completion_tokens BIGINT, audio_in_ms BIGINT, audio_out_ms BIGINT, session_ms BIGINT, bytes_in BIGINT, bytes_out BIGINT, results BIGINT, source TEXT, cost_nanos BIGINT, currency TEXT);
