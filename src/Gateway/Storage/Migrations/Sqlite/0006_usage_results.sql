-- Answers within one piece of work: syntheses as the upstream counts them, final transcripts, responses.
ALTER TABLE usage_minutes ADD COLUMN results INTEGER NOT NULL DEFAULT 0;

-- Records lie in the order in which work ended, without a tree of their ids beside: a batch is written at one place. The
-- same work ends once, so that a row that comes twice still counts once.
CREATE TABLE usage_records_in_order (
  id TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  team TEXT NOT NULL,
  key_id TEXT NOT NULL,
  account TEXT NOT NULL,
  contract TEXT NOT NULL,
  model TEXT NOT NULL,
  voice TEXT,
  transport TEXT NOT NULL,
  socket TEXT,
  outcome TEXT NOT NULL,
  upstream_status INTEGER NOT NULL,
  queued_ms INTEGER NOT NULL,
  first_byte_ms INTEGER,
  first_content_ms INTEGER,
  duration_ms INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  characters INTEGER NOT NULL,
  code_points INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  audio_in_ms INTEGER NOT NULL,
  audio_out_ms INTEGER NOT NULL,
  session_ms INTEGER NOT NULL,
  bytes_in INTEGER NOT NULL,
  bytes_out INTEGER NOT NULL,
  results INTEGER NOT NULL DEFAULT 0,
  source TEXT NOT NULL,
  cost_nanos INTEGER,
  currency TEXT NOT NULL,
  PRIMARY KEY (ended_at, id)
) STRICT, WITHOUT ROWID;

INSERT INTO usage_records_in_order (id, started_at, ended_at, team, key_id, account, contract, model, voice, transport, socket, outcome, upstream_status, queued_ms, first_byte_ms, first_content_ms, duration_ms, requests, characters, code_points, prompt_tokens, cached_tokens, completion_tokens, audio_in_ms, audio_out_ms, session_ms, bytes_in, bytes_out, source, cost_nanos, currency)
SELECT id, started_at, ended_at, team, key_id, account, contract, model, voice, transport, socket, outcome, upstream_status, queued_ms, first_byte_ms, first_content_ms, duration_ms, requests, characters, code_points, prompt_tokens, cached_tokens, completion_tokens, audio_in_ms, audio_out_ms, session_ms, bytes_in, bytes_out, source, cost_nanos, currency FROM usage_records;

DROP TABLE usage_records;
ALTER TABLE usage_records_in_order RENAME TO usage_records;
