-- A replica's sign of life: renews what it holds, looks after its waiters, gives turns that time has brought.
-- Arguments: mode; how many replicas it last knew alive; number of past requests, then for each: id, age in ms, levels, '1'
-- if the books were never told of it; number of leases, then for each: id, age in ms, units, team, levels, '1' if untold;
-- number of waiters, then their ids; number of levels that it goes on using alone, then for each: level, slots, sockets,
-- requests beyond what it told.
--   mode 'renew': the usual sign of life        mode 'merge': back after an outage, with all that this replica has
--   mode 'join':  the first sign of a process; what an earlier one of the same name held comes back
--   mode 'late':  the same of a process that has decided alone until now
-- A lease that the books do not have: it is written down whether it fits or not if they never had it (it really runs);
-- it is taken again if it fits; else it is told as gone, because its slot may be somebody else's by now.
-- Answers: epoch (empty: bring everything first), ms the books stay shut, ms until something may change, replicas alive,
-- this one's place among them, gone leases, decisions of waiters that had their turn (id first), waiters that are not
-- known, pools (level, what is taken, slots and sockets that others have held for long), how often growth was told, leases
-- that ever expired.
local mode, expected = ARGV[FIRST], tonumber(ARGV[FIRST + 1])
local at = FIRST + 1
local function argument()
  at = at + 1
  return ARGV[at]
end

local is_new = not epoch
local familiar = open_books() and known ~= ''
if not familiar and known ~= '' and mode == 'renew' then
  -- It did not know that the books were lost. It comes back with a merge, and nobody is let in until it has.
  shut_books()
  return done({ '', integer(gate - now), '-1', '1', '0', {}, {}, {}, {}, '0', '0' })
end

-- It may not be the only one that has.
if is_new and mode == 'late' then shut_books() end

redis.call('ZADD', REPLICAS, integer(now), me)
redis.call('ZREMRANGEBYSCORE', REPLICAS, '-inf', integer(now - math.max(4 * silence, 60000)))
seen[me] = now
wrote(REPLICAS, BOOK, LEASES, EXPIRY, MINUTES, TOUCHED, WAITERS, QUEUE, LINES, DEADLINES)

-- Books that were lost open when all who shared them have been here, and at the latest with the gate's time.
if gate > now then
  expected = math.max(expected, tonumber(redis.call('HGET', BOOK, 'expected') or 0))
  redis.call('HSET', BOOK, 'expected', integer(expected))
  if redis.call('ZCARD', REPLICAS) >= expected then
    gate = 0
    redis.call('HDEL', BOOK, 'gate', 'expected')
  end
end

if mode == 'join' or mode == 'late' then
  local name = string.match(me, '^(.*)/') .. '/'
  local held = redis.call('HGETALL', LEASES)
  for i = 1, #held, 2 do
    local replica = split(held[i + 1], US)[3]
    if replica ~= me and string.sub(replica, 1, #name) == name then give(held[i], false) end
  end
  for _, id in ipairs(redis.call('HKEYS', WAITERS)) do
    local waiter = waiter_of(id)
    if waiter.replica ~= me and string.sub(waiter.replica, 1, #name) == name then leave_line(waiter) end
  end
end

-- Who never heard that a request was counted tells of it again, a few ms off.
local moments = {}
local function count_once(level, at, id)
  if not moments[level.name] then
    moments[level.name] = {}
    local from, to = minute_range(level)
    for _, member in ipairs(redis.call('ZRANGEBYLEX', MINUTES, from, to)) do
      local entry = split(member, US)
      moments[level.name][entry[3]] = tonumber(entry[2])
    end
  end
  local known_at = moments[level.name][id]
  if not known_at then count_request(level, at, id) end
  return known_at or at
end

local counted_at = {}

for _ = 1, tonumber(argument()) do
  local id, age, names = argument(), tonumber(argument()), split(argument(), RS)
  if argument() == '1' or not familiar then
    for _, name in ipairs(names) do
      counted_at[id] = count_once(level_of(name), now - age, id)
      redis.call('ZADD', TOUCHED, integer(now), name)
    end
  end
end

local gone = {}
for _ = 1, tonumber(argument()) do
  local id, age, units, team, names = argument(), tonumber(argument()), argument(), argument(), split(argument(), RS)
  local untold = argument() == '1'
  if redis.call('ZSCORE', EXPIRY, id) then
    redis.call('ZADD', EXPIRY, integer(now + lifetime), id)
  elseif untold or not familiar or not blockage(names, string.gsub(units, 'R', ''), 0) then
    local waiter = waiter_of(id)
    if waiter then leave_line(waiter) end
    take(id, units, team, names, counted_at[id] or now - age, 0, me, now + lifetime, true)
  else
    gone[#gone + 1] = id
  end
end

local waits = {}
for i = 1, tonumber(argument()) do waits[i] = argument() end

unreserve(me)
local reserved = { integer(now + lifetime) }
for _ = 1, tonumber(argument()) * 4 do reserved[#reserved + 1] = argument() end
if #reserved > 1 then reserve(me, 1, reserved) end

reap()
if redis.call('HLEN', LINES) > 0 then serve() end

local granted, unknown = {}, {}
for _, id in ipairs(waits) do
  local lease = lease_of(id)
  if lease then
    -- Who hears of its turn now counts its time from this sign of life on.
    if lease.replica == me then redis.call('ZADD', EXPIRY, integer(now + lifetime), id) end
    local told = decision('A', lease.names, nil, lease.queued)
    table.insert(told, 1, id)
    granted[#granted + 1] = told
  elseif redis.call('HEXISTS', WAITERS, id) == 0 then
    unknown[#unknown + 1] = id
  end
end

local alive, place = 0, 0
for _, replica in ipairs(redis.call('ZRANGEBYSCORE', REPLICAS, integer(now - silence), '+inf')) do
  alive = alive + 1
  if replica < me then place = place + 1 end
end

-- What others have held for longer than it takes to be renewed will last: sessions.
local lasting = {}
local held = redis.call('HVALS', LEASES)
for _, stored in ipairs(held) do
  local fields = split(stored, US)
  if fields[3] ~= me and tonumber(fields[1]) < now - silence / 2 then
    local pool = split(fields[6], RS)[1]
    local of_pool = lasting[pool] or { S = 0, K = 0 }
    lasting[pool] = of_pool
    for unit in pairs(of_pool) do
      if has(fields[4], unit) then of_pool[unit] = of_pool[unit] + 1 end
    end
  end
end
tell_growth()
local pictures = {}
for _, name in ipairs(redis.call('ZRANGE', TOUCHED, 0, -1)) do
  if string.sub(name, 1, 2) == 'a:' then
    local level, of_pool = level_of(name), lasting[name] or { S = 0, K = 0 }
    pictures[#pictures + 1] = { name, note_told(level, use_of(level)), integer(of_pool.S), integer(of_pool.K) }
  end
end
return done({
  epoch, integer(math.max(0, gate - now)), integer(next_change()), integer(alive), integer(place), gone, granted, unknown, pictures,
  redis.call('HGET', BOOK, 'p') or '0', redis.call('HGET', BOOK, 'x') or '0',
})
