-- What keys and teams have spent, for their budgets: a sum for each day, each month and in total, in whole grains (a
-- millisecond of audio, a billionth of the currency, else one). `start` is the period's begin in milliseconds since 1970,
-- 0 for the total. `changed` is the tick of `spending_clock` in which the row last changed: processes read what is newer
-- than what they have. Not part of the revision: spending changes no key.
CREATE TABLE spending (
  holder_kind TEXT NOT NULL,
  holder TEXT NOT NULL,
  unit TEXT NOT NULL,
  period TEXT NOT NULL,
  start BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (holder_kind, holder, unit, period, start)
);

CREATE INDEX spending_changed ON spending (changed);

CREATE TABLE spending_clock (
  id SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1),
  value BIGINT NOT NULL
);

INSERT INTO spending_clock (id, value) VALUES (1, 0);
