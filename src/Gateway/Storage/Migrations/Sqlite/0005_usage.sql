-- One row for each piece of work, kept for a while: id is that of its admission, so that a row that comes twice counts once.
-- Costs are in billionths of the currency; null: some price was not known.
CREATE TABLE usage_records (
  id TEXT NOT NULL PRIMARY KEY,
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
  source TEXT NOT NULL,
  cost_nanos INTEGER,
  currency TEXT NOT NULL
) STRICT;

CREATE INDEX usage_records_ended ON usage_records (ended_at);

-- Sums of the records by the minute in which work ended, kept for ever. Changed in the same transaction as the records.
CREATE TABLE usage_minutes (
  minute INTEGER NOT NULL,
  team TEXT NOT NULL,
  key_id TEXT NOT NULL,
  account TEXT NOT NULL,
  contract TEXT NOT NULL,
  model TEXT NOT NULL,
  currency TEXT NOT NULL,
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
  cost_nanos INTEGER NOT NULL,
  unpriced INTEGER NOT NULL,
  estimated INTEGER NOT NULL,
  incomplete INTEGER NOT NULL,
  PRIMARY KEY (minute, team, key_id, account, contract, model, currency)
) STRICT;

CREATE INDEX usage_minutes_key ON usage_minutes (key_id, minute);
CREATE INDEX usage_minutes_team ON usage_minutes (team, minute);
