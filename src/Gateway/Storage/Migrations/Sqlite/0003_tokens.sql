-- Browser tokens that were used, until they would have ended by themselves. Not part of the revision: nobody watches it.
CREATE TABLE used_tokens (
  id TEXT NOT NULL PRIMARY KEY,
  ends_at INTEGER NOT NULL
) STRICT;

CREATE INDEX used_tokens_ends ON used_tokens (ends_at);
