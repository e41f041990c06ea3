-- Times are milliseconds since 1970 (UTC). `settings` is the JSON of TeamSettings and KeySettings. `revision` is the
-- database's revision in which the row last changed: readers fetch what is newer than what they have.

CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE revision (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  value INTEGER NOT NULL
) STRICT;

INSERT INTO revision (id, value) VALUES (1, 0);

CREATE TABLE teams (
  name TEXT NOT NULL PRIMARY KEY,
  settings TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  version INTEGER NOT NULL,
  revision INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX teams_name ON teams (lower(name));
CREATE INDEX teams_revision ON teams (revision);

CREATE TABLE virtual_keys (
  id TEXT NOT NULL PRIMARY KEY,
  team TEXT NOT NULL REFERENCES teams (name),
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  revoked_at INTEGER,
  version INTEGER NOT NULL,
  revision INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX virtual_keys_name ON virtual_keys (team, lower(name)) WHERE revoked_at IS NULL AND name <> '';
CREATE INDEX virtual_keys_team ON virtual_keys (team, created_at, id);
CREATE INDEX virtual_keys_created ON virtual_keys (created_at, id);
CREATE INDEX virtual_keys_revision ON virtual_keys (revision);

-- HMAC-SHA-256 of each secret under the pepper. A key in rotation has two, of which the older one has an end.
CREATE TABLE key_secrets (
  hash BLOB NOT NULL PRIMARY KEY,
  key_id TEXT NOT NULL REFERENCES virtual_keys (id),
  hint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  retires_at INTEGER
) STRICT;

CREATE INDEX key_secrets_key ON key_secrets (key_id);
