-- Second part of the scripts that can give turns: who waits and whose turn is next (PoolQueue, FairClock).
-- A line holds waiters that need exactly the same: either its head can go or nobody in it.

local function line_parts(line)
  local parts = split(line, US)
  local names = split(parts[4], RS)
  return { line = line, lane = parts[1], team = parts[2], units = parts[3], names = names, pool = names[1] }
end

-- The clock of a pool's lane: its time, then each team that is ahead of it with the time of its next turn.
local clocks = {}

local function clock_of(pool, lane)
  local field = 'c' .. US .. pool .. US .. lane
  local clock = clocks[field]
  if clock then return clock end
  local parts = split(redis.call('HGET', BOOK, field) or '0', US)
  clock = { field = field, time = tonumber(parts[1]), finish = {} }
  for i = 2, #parts, 2 do clock.finish[parts[i]] = tonumber(parts[i + 1]) end
  clocks[field] = clock
  return clock
end

local function start_of(pool, lane, team)
  local clock = clock_of(pool, lane)
  return math.max(clock.time, clock.finish[team] or 0)
end

-- A team has its turn: its next one moves on by 1/weight. Nobody saves turns up.
local function serve_clock(pool, lane, team, weight, passes_batch)
  local clock = clock_of(pool, lane)
  clock.time = start_of(pool, lane, team)
  clock.finish[team] = clock.time + 1 / weight
  local parts = { string.format('%.17g', clock.time) }
  for name, finish in pairs(clock.finish) do
    if finish > clock.time then
      parts[#parts + 1] = name
      parts[#parts + 1] = string.format('%.17g', finish)
    end
  end
  redis.call('HSET', BOOK, clock.field, table.concat(parts, US))
  if lane == 'b' then
    redis.call('HDEL', BOOK, 'b' .. US .. pool)
  elseif passes_batch then
    redis.call('HINCRBY', BOOK, 'b' .. US .. pool, 1)
  end
  wrote(BOOK)
end

local function entry_of(line, seq, id) return line .. GS .. padded(seq) .. GS .. id end

local function waiter_of(id)
  local stored = redis.call('HGET', WAITERS, id)
  if not stored then return nil end
  local line_at = 0
  for _ = 1, 5 do line_at = string.find(stored, US, line_at + 1, true) end
  local fields = split(string.sub(stored, 1, line_at - 1), US)
  return {
    id = id, seq = tonumber(fields[1]), since = tonumber(fields[2]), deadline = tonumber(fields[3]), replica = fields[4],
    weight = tonumber(fields[5]), line = string.sub(stored, line_at + 1),
  }
end

local function wait_in_line(id, line, maxwait, weight)
  local seq = redis.call('HINCRBY', BOOK, 'n', 1)
  local deadline = integer(now + maxwait)
  redis.call('HSET', WAITERS, id, table.concat({ integer(seq), integer(now), deadline, me, weight, line }, US))
  redis.call('ZADD', QUEUE, 0, entry_of(line, seq, id))
  redis.call('ZADD', DEADLINES, deadline, id)
  redis.call('HINCRBY', LINES, line, 1)
  -- A waiting replica is alive, also before its first renewal.
  redis.call('ZADD', REPLICAS, integer(now), me)
  wrote(BOOK, WAITERS, QUEUE, DEADLINES, LINES, REPLICAS)
end

local function leave_line(waiter)
  redis.call('HDEL', WAITERS, waiter.id)
  redis.call('ZREM', QUEUE, entry_of(waiter.line, waiter.seq, waiter.id))
  redis.call('ZREM', DEADLINES, waiter.id)
  if redis.call('HINCRBY', LINES, waiter.line, -1) <= 0 then redis.call('HDEL', LINES, waiter.line) end
end

local seen = {}
local function last_sign(replica)
  if not seen[replica] then seen[replica] = tonumber(redis.call('ZSCORE', REPLICAS, replica) or 0) end
  return seen[replica]
end

-- The first of a line who is still there: not past its deadline, of a replica that lives.
local function head_of(line)
  while true do
    local member = redis.call('ZRANGEBYLEX', QUEUE, '[' .. line .. GS, '(' .. line .. RS, 'LIMIT', 0, 1)[1]
    if not member then return nil end
    local waiter = waiter_of(string.sub(member, #line + 19))
    if waiter.deadline >= now and last_sign(waiter.replica) >= now - silence then return waiter end
    leave_line(waiter)
  end
end

local function before(one, other)
  if not other then return true end
  return one.start < other.start or (one.start == other.start and one.head.seq < other.head.seq)
end

-- The waiter whose turn it is, and whether batch could have had that turn; nil when nobody who waits could begin.
-- Pools take turns by the age of their next waiter: a team limit may be what several pools wait for.
local function next_turn()
  local lines = redis.call('HGETALL', LINES)
  local pools = {}
  for i = 1, #lines, 2 do
    local one = line_parts(lines[i])
    if not blockage(one.names, one.units, 0) then
      one.head = head_of(one.line)
      if one.head then
        one.start = start_of(one.pool, one.lane, one.team)
        local best = pools[one.pool] or {}
        pools[one.pool] = best
        if before(one, best[one.lane]) then best[one.lane] = one end
      end
    end
  end
  local oldest, passes
  for pool, best in pairs(pools) do
    local due = best.b and (not best.i or (tonumber(redis.call('HGET', BOOK, 'b' .. US .. pool)) or 0) >= turns_before_batch)
    local turn = due and best.b or best.i
    if not oldest or turn.head.seq < oldest.head.seq then oldest, passes = turn, best.b and not due end
  end
  return oldest, passes
end

-- The tightest minute of some levels, as a decision reports it: figure, remaining, ms until it is empty.
local function tightest(names)
  local figure, remaining, reset = 0, -1, 0
  for _, name in ipairs(names) do
    local level = level_of(name)
    if level.per_minute and not level.shadow then
      local left = math.max(0, level.per_minute - level.reserved - counted(level))
      if remaining < 0 or left < remaining then
        figure, remaining = level.per_minute, left
        reset = level.count == 0 and 0 or math.max(0, moment(level, level.count - 1) + window - now)
      end
    end
  end
  return figure, remaining, reset
end

-- A decision as strings: status, limit, level, figure, minute's figure, remaining, reset, retry after, queued (ms), limit
-- and level that only count and would have held it up.
local function decision(status, names, found, queued, beyond)
  local figure, remaining, reset = tightest(names)
  return {
    status, found and found.kind or '', found and found.level.name or '', integer(found and found.figure or 0), integer(figure),
    integer(remaining), integer(reset), integer(found and math.max(0, found.until_ms - now) or 0), integer(queued),
    beyond and beyond.kind or '', beyond and beyond.level.name or '',
  }
end

-- Gives turns until nobody who waits could begin, and tells each replica about its own.
local function serve()
  while gate <= now do
    local turn, passes_batch = next_turn()
    if not turn then return end
    local waiter = turn.head
    leave_line(waiter)
    local queued = now - waiter.since
    -- Counts as renewed with the replica's last sign of life: what a dead one is given is free as soon as what it held.
    local beyond = take(waiter.id, turn.units, turn.team, turn.names, now, queued, waiter.replica, math.min(now, last_sign(waiter.replica)) + lifetime)
    serve_clock(turn.pool, turn.lane, turn.team, waiter.weight, passes_batch)
    redis.call('PUBLISH', channel .. waiter.replica, table.concat({ BOOK, waiter.id, table.concat(decision('A', turn.names, nil, queued, beyond), US) }, GS))
  end
end

-- Ms until something may change by itself: a minute opens that somebody waits for, a lease expires, a figure rises; -1:
-- nothing waits.
local function next_change()
  local lines = redis.call('HKEYS', LINES)
  if #lines == 0 then return -1 end
  local first = redis.call('ZRANGE', EXPIRY, 0, 0, 'WITHSCORES')
  local earliest = first[2] and tonumber(first[2]) + 1 or NEVER
  for _, line in ipairs(lines) do
    local one = line_parts(line)
    local found = blockage(one.names, one.units, 0)
    if found and found.certain > 0 then earliest = math.min(earliest, found.certain) end
    for _, name in ipairs(one.names) do
      if is_recovering(level_of(name)) then earliest = math.min(earliest, now + 1000) end
    end
  end
  return earliest >= NEVER and -1 or math.max(0, earliest - now)
end

-- Takes back what expired, forgets who gave up long ago and levels that nobody uses.
local function reap()
  local expired = redis.call('ZRANGEBYSCORE', EXPIRY, '-inf', integer(now), 'LIMIT', 0, 100)
  for _, id in ipairs(expired) do give(id, false) end
  if #expired > 0 then
    redis.call('HINCRBY', BOOK, 'x', #expired)
    wrote(BOOK)
  end
  local reserved = redis.call('HGETALL', RESERVED)
  for i = 1, #reserved, 2 do
    if tonumber(split(reserved[i + 1], US)[1]) <= now then unreserve(reserved[i]) end
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', '(' .. integer(now - lifetime), 'LIMIT', 0, 100)) do
    local waiter = waiter_of(id)
    if waiter then leave_line(waiter) else redis.call('ZREM', DEADLINES, id) end
  end
  local idle = redis.call('ZRANGEBYSCORE', TOUCHED, '-inf', integer(now - window), 'LIMIT', 0, 4)
  if #idle == 0 then return end
  local awaited = {}
  for _, line in ipairs(redis.call('HKEYS', LINES)) do
    for _, name in ipairs(line_parts(line).names) do awaited[name] = true end
  end
  for _, name in ipairs(idle) do
    local level = level_of(name)
    if level.slots > 0 or level.sockets > 0 or level.reserved > 0 or awaited[name] or is_recovering(level) then
      redis.call('ZADD', TOUCHED, integer(now), name)
    elseif counted(level) == 0 then
      redis.call('HDEL', BOOK, 'f:' .. name, 's:' .. name, 'k:' .. name, 'h:' .. name, 'q:' .. name, 'u:' .. name,
        'm:' .. name, 'c' .. US .. name .. US .. 'i', 'c' .. US .. name .. US .. 'b', 'b' .. US .. name)
      redis.call('ZREM', TOUCHED, name)
      levels[name] = nil
    end
  end
end

-- Who goes on without the books takes its part of what was free, so no replica may believe that less is taken of a pool
-- than is. More than they were told is told to all at once; that it is less again, each hears with its own sign of life.

-- What an account's pool has taken: slots, sockets, requests. Where no figure is known yet there may be one.
local function use_of(level)
  return { level.slots, level.sockets, (level.per_minute or not level.figures) and counted(level) + level.reserved or 0 }
end

local function note_told(level, use)
  local told = table.concat({ integer(use[1]), integer(use[2]), integer(use[3]) }, US)
  if told ~= level.told then
    level.told = told
    redis.call('HSET', BOOK, 'm:' .. level.name, told)
    wrote(BOOK)
  end
  return told
end

local function tell_growth()
  for name in pairs(grown) do
    local level = level_of(name)
    if string.sub(name, 1, 2) == 'a:' then
      local use, told = use_of(level), split(level.told or '0' .. US .. '0' .. US .. '0', US)
      if use[1] > tonumber(told[1]) or use[2] > tonumber(told[2]) or use[3] > tonumber(told[3]) then
        local time = redis.call('HINCRBY', BOOK, 'p', 1)
        redis.call('PUBLISH', channel .. 'use', table.concat({ BOOK, integer(time), name, note_told(level, use) }, GS))
      end
    end
  end
end

-- Ends a script that may have given turns.
local function finish(reply)
  tell_growth()
  return done(reply)
end
