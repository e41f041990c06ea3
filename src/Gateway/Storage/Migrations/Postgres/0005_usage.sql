-- One row for each piece of work, kept for a while: id is that of its admission, so that a row that comes twice counts once.
-- Costs are in billionths of the currency; null: some price was not known.
CREATE TABLE usage_records (
  id TEXT NOT NULL PRIMARY KEY,
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  team TEXT NOT NULL,
  key_id TEXT NOT NULL,
  account TEXT NOT NULL,
  contract TEXT NOT NULL,
  model TEXT NOT NULL,
  voice TEXT,
  transport TEXT NOT NULL,
  socket TEXT,
  outcome TEXT NOT NULL,
  upstream_status BIGINT NOT NULL,
  queued_ms BIGINT NOT NULL,
  first_byte_ms BIGINT,
  first_content_ms BIGINT,
  duration_ms BIGINT NOT NULL,
  requests BIGINT NOT NULL,
  characters BIGINT NOT NULL,
  code_points BIGINT NOT NULL,
  prompt_tokens BIGINT NOT NULL,
  cached_tokens BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  audio_in_ms BIGINT NOT NULL,
  audio_out_ms BIGINT NOT NULL,
  session_ms BIGINT NOT NULL,
  bytes_in BIGINT NOT NULL,
  bytes_out BIGINT NOT NULL,
  source TEXT NOT NULL,
  cost_nanos BIGINT,
  currency TEXT NOT NULL
);

CREATE INDEX usage_records_ended ON usage_records (ended_at);

-- Sums of the records by the minute in which work ended, kept for ever. Changed in the same transaction as the records.
CREATE TABLE usage_minutes (
  minute BIGINT NOT NULL,
  team TEXT NOT NULL,
  key_id TEXT NOT NULL,
  account TEXT NOT NULL,
  contract TEXT NOT NULL,
  model TEXT NOT NULL,
  currency TEXT NOT NULL,
  requests BIGINT NOT NULL,
  characters BIGINT NOT NULL,
  code_points BIGINT NOT NULL,
  prompt_tokens BIGINT NOT NULL,
  cached_tokens BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  audio_in_ms BIGINT NOT NULL,
  audio_out_ms BIGINT NOT NULL,
  session_ms BIGINT NOT NULL,
  bytes_in BIGINT NOT NULL,
  bytes_out BIGINT NOT NULL,
  cost_nanos BIGINT NOT NULL,
  unpriced BIGINT NOT NULL,
  estimated BIGINT NOT NULL,
  incomplete BIGINT NOT NULL,
  PRIMARY KEY (minute, team, key_id, account, contract, model, currency)
);

CREATE INDEX usage_minutes_key ON usage_minutes (key_id, minute);
CREATE INDEX usage_minutes_team ON usage_minutes (team, minute);
