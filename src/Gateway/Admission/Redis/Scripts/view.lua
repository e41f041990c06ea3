-- Shows the books; changes nothing. Answers: ms now; for each pool of the account: level, figures, slots, sockets,
-- requests, learned requests a minute and slots; for each lease: replica, units, team, pool; for each line: lane, team, pool, how many, ms the head has waited.
local pools, held, waiting = {}, {}, {}
for _, name in ipairs(redis.call('ZRANGE', TOUCHED, 0, -1)) do
  if string.sub(name, 1, 2) == 'a:' then
    local level = level_of(name)
    local requests = redis.call('ZLEXCOUNT', MINUTES, '(' .. name .. US .. padded(now - window) .. ' ', '(' .. name .. ' ')
    pools[#pools + 1] = { name, level.figures or '', integer(level.slots), integer(level.sockets), integer(requests),
      level.learned_requests and integer(level.learned_requests) or '', level.learned_slots and integer(level.learned_slots) or '' }
  end
end
local leases = redis.call('HVALS', LEASES)
for _, stored in ipairs(leases) do
  local fields = split(stored, US)
  held[#held + 1] = { fields[3], fields[4], fields[5], split(fields[6], RS)[1] }
end
local lines = redis.call('HGETALL', LINES)
for i = 1, #lines, 2 do
  local one = line_parts(lines[i])
  local member = redis.call('ZRANGEBYLEX', QUEUE, '[' .. one.line .. GS, '(' .. one.line .. RS, 'LIMIT', 0, 1)[1]
  local head = member and waiter_of(string.sub(member, #one.line + 19))
  waiting[#waiting + 1] = { one.lane, one.team, one.pool, lines[i + 1], integer(head and now - head.since or 0) }
end
return { integer(now), pools, held, waiting }
