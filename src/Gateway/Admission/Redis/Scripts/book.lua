-- The books of one account, shared by all replicas. First part of every script: keys, clock, levels, leases.
-- Mirrors Gateway.Policies/Admission (LevelCounter, CapacityLedger, AccountBook); a differential test holds the two together.
--
-- Arguments of every script:
--   1 now in ms, for tests; empty: the server's clock    2 ms that a request counts    3 this replica
--   4 ms a lease lives unrenewed    5 the epoch this replica knows, or empty
--   6 ms of silence after which a replica's waiters are passed over    7 interactive turns before batch has one
--   8 channel prefix    9 ms for all replicas to bring what they hold after the books were lost
local BOOK, LEASES, EXPIRY, WAITERS, QUEUE, LINES, DEADLINES, MINUTES, TOUCHED, REPLICAS, RESERVED = unpack(KEYS)
-- book:      hash   epoch, gate, expected replicas, n last place in any line; f:level figures, s:level slots, k:level sockets, q:level reserved
--                   requests, h:level pace of slots and of sockets, u:level lessons of the upstream, m:level what replicas were told is taken,
--                   p how often they were told; c fair clocks
-- leases:    hash   id -> since, queued, replica, units, team, levels        expiry:    zset  id by the ms it expires
-- waiters:   hash   id -> seq, since, deadline, replica, weight, line        deadlines: zset  id by the ms it gives up
-- queue:     zset   line, seq, id in byte order: the first of a line's range is its head
-- lines:     hash   line (lane, team, units, levels) -> how many wait
-- minutes:   zset   level, ms, id in byte order: a sliding log per level
-- touched:   zset   level by the ms of its last use     replicas: zset  replica by the ms of its last sign of life
-- reserved:  hash   replica that still decides alone -> ms it ends, then level, slots, sockets, requests, ...
local US, RS, GS = '\31', '\30', '\29'   -- between fields, between levels, between a line and its waiters
local TTL = 900000                       -- every key; renewals keep the books of what is held
local UNKNOWN_HOLD = 1000                -- ms; a guess at how long work holds a unit, until something is known
local LONGEST_GUESS = 600000             -- ms; no guess at when one comes free goes beyond
local RECOVERY = 600000                  -- ms that a lesson of the upstream is remembered (LearnedFigure)

local window, me, lifetime = tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local known = ARGV[5]
local silence, turns_before_batch = tonumber(ARGV[6]), tonumber(ARGV[7])
local channel, settle = ARGV[8], tonumber(ARGV[9])
local FIRST = 10                         -- first argument of the script at hand

local now
if ARGV[1] ~= '' then
  now = tonumber(ARGV[1])
else
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local written = {}
local function wrote(...)
  for _, key in ipairs({ ... }) do written[key] = true end
end

-- Ends every script: whatever was written gets a life span.
local function done(reply)
  for key in pairs(written) do redis.call('PEXPIRE', key, TTL) end
  return reply
end

local function split(text, separator)
  local parts, from = {}, 1
  while true do
    local at = string.find(text, separator, from, true)
    if not at then
      parts[#parts + 1] = string.sub(text, from)
      return parts
    end
    parts[#parts + 1] = string.sub(text, from, at - 1)
    from = at + 1
  end
end

local function has(units, unit) return string.find(units, unit, 1, true) ~= nil end

local function integer(number) return string.format('%.0f', number) end

local function padded(number) return string.format('%016.0f', number) end

-- Levels: what one holder of limits has taken. Read once per script, written through.

local levels = {}
local grown = {}   -- names of those of which this script has taken

-- A figure of the plan as the upstream has taught it (LearnedFigure.Of).
local function taught(figure, learned, since)
  if learned == 0 or now - since >= RECOVERY then return figure, nil end
  local goal = figure or 2 * learned
  local held = math.min(goal, learned + math.floor((goal - learned) * (now - since) / RECOVERY))
  return held, held
end

local function read_figures(level, text)
  local figures = split(text or '-' .. US .. '-' .. US .. '-' .. US, US)
  level.figures = text   -- nil: nobody has asked since the books began
  level.max_sockets = tonumber(figures[3])
  level.per_minute, level.learned_requests = taught(tonumber(figures[1]), level.lessons[1], level.lessons[2])
  level.max_slots, level.learned_slots = taught(tonumber(figures[2]), level.lessons[3], level.lessons[4])
  level.shadow = figures[4] == '1'
end

-- How long work usually holds a unit (HoldPace): mean of slots, last slot taken, mean of sockets, last socket taken; ms.
local PACE = US .. '0' .. US .. US .. '0'
local SLOT, SOCKET = 1, 3

local function level_of(name)
  local level = levels[name]
  if level then return level end
  local stored = redis.call('HMGET', BOOK, 'f:' .. name, 's:' .. name, 'k:' .. name, 'h:' .. name, 'q:' .. name, 'u:' .. name, 'm:' .. name)
  local lessons = stored[6] and split(stored[6], US) or { 0, 0, 0, 0 }
  for i = 1, 4 do lessons[i] = tonumber(lessons[i]) end
  level = {
    name = name, slots = tonumber(stored[2]) or 0, sockets = tonumber(stored[3]) or 0, pace = split(stored[4] or PACE, US),
    reserved = tonumber(stored[5]) or 0, lessons = lessons, told = stored[7] or nil,
  }
  read_figures(level, stored[1] or nil)
  levels[name] = level
  return level
end

-- From now on these figures hold for everybody.
local function note_figures(name, figures)
  local level = level_of(name)
  if level.figures ~= figures then
    redis.call('HSET', BOOK, 'f:' .. name, figures)
    redis.call('ZADD', TOUCHED, integer(now), name)
    read_figures(level, figures)
    wrote(BOOK, TOUCHED)
  end
end

local function minute_range(level) return '[' .. level.name .. US, '(' .. level.name .. ' ' end

-- Requests of the minute that count now.
local function counted(level)
  if not level.count then
    redis.call('ZREMRANGEBYLEX', MINUTES, '[' .. level.name .. US, '[' .. level.name .. US .. padded(now - window) .. ' ')
    level.count = redis.call('ZLEXCOUNT', MINUTES, minute_range(level))
  end
  return level.count
end

-- The ms of the n-th request that counts, from 0.
local function moment(level, n)
  local from, to = minute_range(level)
  local member = redis.call('ZRANGEBYLEX', MINUTES, from, to, 'LIMIT', n, 1)[1]
  return tonumber(split(member, US)[2])
end

local function minute_entry(level, at, id) return level.name .. US .. padded(at) .. US .. id end

local function count_request(level, at, id)
  if at <= now - window then return end
  counted(level)
  level.count = level.count + redis.call('ZADD', MINUTES, 0, minute_entry(level, at, id))
  grown[level.name] = true
  wrote(MINUTES)
  -- A limit that only counts goes beyond its figure; what it remembers is bounded (as in MinuteLog).
  while level.shadow and level.per_minute and level.count > math.max(level.per_minute, 4096) do
    local from, to = minute_range(level)
    redis.call('ZREM', MINUTES, redis.call('ZRANGEBYLEX', MINUTES, from, to, 'LIMIT', 0, 1)[1])
    level.count = level.count - 1
  end
end

-- Figures rise by themselves while a lesson is being forgotten.
local function is_recovering(level) return level.learned_requests ~= nil or level.learned_slots ~= nil end

-- Of two blockages the one that ends later is told; the later certain end of both counts.
local function both(one, other)
  if not one then return other end
  if not other then return one end
  local longer = other.until_ms > one.until_ms and other or one
  longer.certain = math.max(one.certain, other.certain)
  return longer
end

local NEVER = 9e15

local function full(level, kind, unit, cap, waiting)
  if cap <= 0 then return { kind = kind, level = level, figure = cap, until_ms = now + window, certain = NEVER } end
  local last = tonumber(level.pace[unit + 1])
  -- What is set aside for a replica that decides alone was never taken here.
  local hold = math.max(tonumber(level.pace[unit]) or UNKNOWN_HOLD, last > 0 and now - last or 0)
  local guess = math.max(1, math.min(hold + math.floor(hold * waiting / cap), LONGEST_GUESS))
  return { kind = kind, level = level, figure = cap, until_ms = now + guess, certain = 0 }
end

-- What of a level's figures stands in the way, or would if it did not only count.
local function compare(level, units, waiting)
  local found
  local figure = level.per_minute
  local free = figure and figure - level.reserved
  if figure and has(units, 'R') and counted(level) >= free then
    if free <= 0 and figure > 0 then
      found = { kind = 'r', level = level, figure = figure, until_ms = now + settle, certain = 0 }
    elseif figure <= 0 then
      found = { kind = 'r', level = level, figure = figure, until_ms = now + window, certain = NEVER }
    else
      local opens = moment(level, counted(level) - free) + window
      found = { kind = 'r', level = level, figure = figure, until_ms = opens, certain = opens }
    end
  end
  if level.max_slots and has(units, 'S') and level.slots >= level.max_slots then
    found = both(found, full(level, 's', SLOT, level.max_slots, waiting))
  end
  if level.max_sockets and has(units, 'K') and level.sockets >= level.max_sockets then
    found = both(found, full(level, 'k', SOCKET, level.max_sockets, waiting))
  end
  return found
end

-- What keeps work from beginning now; nil: nothing.
local function blockage(names, units, waiting)
  local found
  for _, name in ipairs(names) do
    local level = level_of(name)
    if not level.shadow then found = both(found, compare(level, units, waiting)) end
  end
  return found
end

-- Leases.

local function hold(name, field, attribute, by)
  if by == 0 then return end   -- HINCRBY takes no -0
  local level = level_of(name)
  level[attribute] = redis.call('HINCRBY', BOOK, field .. name, by)
  if by > 0 then grown[name] = true end
end

local function write_pace(level, at, number)
  level.pace[at] = integer(number)
  redis.call('HSET', BOOK, 'h:' .. level.name, table.concat(level.pace, US))
end

local function taken(level, unit, since) write_pace(level, unit + 1, math.max(since, tonumber(level.pace[unit + 1]))) end

local function given(level, unit, held)
  local mean = tonumber(level.pace[unit])
  write_pace(level, unit, mean and mean + math.floor((held - mean) / 8) or held)
end

local function write_lease(id, since, queued, replica, units, team, names)
  redis.call('HSET', LEASES, id, table.concat({ integer(since), integer(queued), replica, units, team, table.concat(names, RS) }, US))
  wrote(LEASES)
end

-- Is counted: its request is in the minute already, or is none. Gives what would have stood in the way if the limits that
-- only count did more.
local function take(id, units, team, names, since, queued, replica, expires, is_counted)
  local beyond
  for _, name in ipairs(names) do
    local level = level_of(name)
    if level.shadow then beyond = both(beyond, compare(level, units, 0)) end
    if has(units, 'R') and not is_counted and level.per_minute then count_request(level, since, id) end
    if has(units, 'S') then
      hold(name, 's:', 'slots', 1)
      taken(level, SLOT, since)
    end
    if has(units, 'K') then
      hold(name, 'k:', 'sockets', 1)
      taken(level, SOCKET, since)
    end
    redis.call('ZADD', TOUCHED, integer(now), name)
  end
  write_lease(id, since, queued, replica, units, team, names)
  redis.call('ZADD', EXPIRY, integer(expires), id)
  wrote(BOOK, TOUCHED, EXPIRY)
  return beyond
end

local function lease_of(id)
  local stored = redis.call('HGET', LEASES, id)
  if not stored then return nil end
  local fields = split(stored, US)
  return { since = tonumber(fields[1]), queued = tonumber(fields[2]), replica = fields[3], units = fields[4], team = fields[5], names = split(fields[6], RS) }
end

local function give(id, unused)
  local lease = lease_of(id)
  if not lease then return false end
  for _, name in ipairs(lease.names) do
    local level = level_of(name)
    if has(lease.units, 'S') then
      hold(name, 's:', 'slots', -1)
      if not unused then given(level, SLOT, now - lease.since) end
    end
    if has(lease.units, 'K') then
      hold(name, 'k:', 'sockets', -1)
      if not unused then given(level, SOCKET, now - lease.since) end
    end
    if unused and has(lease.units, 'R') and redis.call('ZREM', MINUTES, minute_entry(level, lease.since, id)) == 1 and level.count then
      level.count = level.count - 1
    end
  end
  redis.call('HDEL', LEASES, id)
  redis.call('ZREM', EXPIRY, id)
  wrote(BOOK)
  return true
end

-- A replica that still decides alone may use its share at any moment: so much is set aside here until it is back.

local function reserve(replica, by, list)
  for i = 2, #list, 4 do
    local name = list[i]
    hold(name, 's:', 'slots', by * tonumber(list[i + 1]))
    hold(name, 'k:', 'sockets', by * tonumber(list[i + 2]))
    hold(name, 'q:', 'reserved', by * tonumber(list[i + 3]))
    redis.call('ZADD', TOUCHED, integer(now), name)
  end
  if by > 0 then
    redis.call('HSET', RESERVED, replica, table.concat(list, US))
    wrote(RESERVED)
  else
    redis.call('HDEL', RESERVED, replica)
  end
  wrote(BOOK, TOUCHED)
end

local function unreserve(replica)
  local stored = redis.call('HGET', RESERVED, replica)
  if stored then reserve(replica, -1, split(stored, US)) end
end

-- The epoch names one life of the books. The gate shuts them while somebody who held something under an earlier epoch may
-- not have written it down again: books that may be incomplete let nobody in.
local stored = redis.call('HMGET', BOOK, 'epoch', 'gate')
local epoch, gate = stored[1], tonumber(stored[2]) or 0

local function shut_books()
  gate = now + settle
  redis.call('HSET', BOOK, 'gate', integer(gate))
  wrote(BOOK)
end

-- Begins new books where there are none. Whether the caller knows these books.
local function open_books()
  if not epoch then
    epoch = me .. '@' .. integer(now)
    redis.call('HSET', BOOK, 'epoch', epoch)
    redis.call('PUBLISH', channel .. 'all', table.concat({ BOOK, me }, GS))
    wrote(BOOK)
    if known ~= '' then shut_books() end
  end
  return known == epoch or known == ''
end
