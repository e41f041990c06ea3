-- Asks to begin. Arguments: id, units (R request, S slot, K socket), lane (i, b), team, weight, ms it will wait, most
-- waiters of a team in a pool, levels, their figures.
-- Answers: decision, ms until something may change, epoch. Status A admitted, R refused, W waits,
-- X the books are not complete. Asking again with one id changes nothing; with no wait left it is the last time.
local id, units, lane, team, weight = ARGV[FIRST], ARGV[FIRST + 1], ARGV[FIRST + 2], ARGV[FIRST + 3], ARGV[FIRST + 4]
local maxwait, depth = tonumber(ARGV[FIRST + 5]), tonumber(ARGV[FIRST + 6])
local names, figures = split(ARGV[FIRST + 7], RS), split(ARGV[FIRST + 8], RS)
local pool = names[1]

local function answer(status, found, queued, beyond)
  return finish({ decision(status, names, found, queued, beyond), integer(next_change()), epoch })
end

if not open_books() then shut_books() end
if gate > now then
  return done({ { 'X' }, integer(gate - now), epoch })
end

-- First: it forgets levels that nobody has asked for in a minute, with their figures.
reap()
for i, name in ipairs(names) do note_figures(name, figures[i]) end
-- A minute may have opened, or a figure risen: those who wait come first.
if redis.call('HLEN', LINES) > 0 then serve() end

local held = lease_of(id)
if held then return answer('A', nil, held.queued) end

local queued = 0
local waiter = waiter_of(id)
if waiter then
  if maxwait > 0 then return answer('W', nil, 0) end
  leave_line(waiter)
  queued = now - waiter.since
end

local waiting, of_team = 0, 0
local lines = redis.call('HGETALL', LINES)
for i = 1, #lines, 2 do
  local one = line_parts(lines[i])
  if one.pool == pool then
    waiting = waiting + tonumber(lines[i + 1])
    if one.team == team then of_team = of_team + tonumber(lines[i + 1]) end
  end
end

local found = blockage(names, units, waiting)
if not found then
  local beyond = take(id, units, team, names, now, queued, me, now + lifetime)
  serve_clock(pool, lane, team, weight, false)
  return answer('A', nil, queued, beyond)
end
if maxwait <= 0 or found.certain > now + maxwait then return answer('R', found, queued) end
if of_team >= depth then
  found.kind, found.figure = 'q', depth
  return answer('R', found, queued)
end
wait_in_line(id, table.concat({ lane, team, units, table.concat(names, RS) }, US), maxwait, weight)
return answer('W', nil, 0)
