-- Answers within one piece of work: syntheses as the upstream counts them, final transcripts, responses.
ALTER TABLE usage_minutes ADD COLUMN results INTEGER NOT NULL DEFAULT 0;

-- Records lie in batches as they were written, each a JSON array in UTF-8: a row for each record, with its columns and
-- indexes, cost more than all else that metering does. id is the batch's, so that one which comes twice counts once;
-- ended_at is the last end within it.
CREATE TABLE usage_batches (
  id TEXT NOT NULL PRIMARY KEY,
  ended_at INTEGER NOT NULL,
  records BLOB NOT NULL
) STRICT;

CREATE INDEX usage_batches_ended ON usage_batches (ended_at);

ALTER TABLE usage_records RENAME TO usage_records_one_by_one;

INSERT INTO usage_batches (id, ended_at, records)
SELECT MIN(id), MAX(ended_at), CAST(json_group_array(json_object(
  'id', id,
  'started_at', started_at,
  'ended_at', ended_at,
  'team', team,
  'key_id', key_id,
  'account', account,
  'contract', contract,
  'model', model,
  'voice', voice,
  'transport', transport,
  'socket', socket,
  'outcome', outcome,
  'upstream_status', upstream_status,
  'queued_ms', queued_ms,
  'first_byte_ms', first_byte_ms,
  'first_content_ms', first_content_ms,
  'duration_ms', duration_ms,
  'requests', requests,
  'characters', characters,
  'code_points', code_points,
  'prompt_tokens', prompt_tokens,
  'cached_tokens', cached_tokens,
  'completion_tokens', completion_tokens,
  'audio_in_ms', audio_in_ms,
  'audio_out_ms', audio_out_ms,
  'session_ms', session_ms,
  'bytes_in', bytes_in,
  'bytes_out', bytes_out,
  'source', source,
  'cost_nanos', cost_nanos,
  'currency', currency)) AS BLOB)
FROM usage_records_one_by_one GROUP BY ended_at / 60000;

DROP TABLE usage_records_one_by_one;

-- The records one by one, for whoever looks at them.
CREATE VIEW usage_records AS SELECT
  r.value ->> '$.id' AS id,
  COALESCE(r.value ->> '$.started_at', 0) AS started_at,
  COALESCE(r.value ->> '$.ended_at', 0) AS ended_at,
  r.value ->> '$.team' AS team,
  r.value ->> '$.key_id' AS key_id,
  r.value ->> '$.account' AS account,
  r.value ->> '$.contract' AS contract,
  r.value ->> '$.model' AS model,
  r.value ->> '$.voice' AS voice,
  r.value ->> '$.transport' AS transport,
  r.value ->> '$.socket' AS socket,
  r.value ->> '$.outcome' AS outcome,
  COALESCE(r.value ->> '$.upstream_status', 0) AS upstream_status,
  COALESCE(r.value ->> '$.queued_ms', 0) AS queued_ms,
  r.value ->> '$.first_byte_ms' AS first_byte_ms,
  r.value ->> '$.first_content_ms' AS first_content_ms,
  COALESCE(r.value ->> '$.duration_ms', 0) AS duration_ms,
  COALESCE(r.value ->> '$.requests', 0) AS requests,
  COALESCE(r.value ->> '$.characters', 0) AS characters,
  COALESCE(r.value ->> '$.code_points', 0) AS code_points,
  COALESCE(r.value ->> '$.prompt_tokens', 0) AS prompt_tokens,
  COALESCE(r.value ->> '$.cached_tokens', 0) AS cached_tokens,
  COALESCE(r.value ->> '$.completion_tokens', 0) AS completion_tokens,
  COALESCE(r.value ->> '$.audio_in_ms', 0) AS audio_in_ms,
  COALESCE(r.value ->> '$.audio_out_ms', 0) AS audio_out_ms,
  COALESCE(r.value ->> '$.session_ms', 0) AS session_ms,
  COALESCE(r.value ->> '$.bytes_in', 0) AS bytes_in,
  COALESCE(r.value ->> '$.bytes_out', 0) AS bytes_out,
  COALESCE(r.value ->> '$.results', 0) AS results,
  r.value ->> '$.source' AS source,
  r.value ->> '$.cost_nanos' AS cost_nanos,
  r.value ->> '$.currency' AS currency
FROM usage_batches AS b, json_each(CAST(b.records AS TEXT)) AS r;
