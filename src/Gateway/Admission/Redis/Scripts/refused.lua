-- The upstream refused work that was let in: the figure of the account's pool falls (LearnedFigure.Refused).
-- Arguments: id, r (requests a minute) or s (slots).
local lease, first = lease_of(ARGV[FIRST]), ARGV[FIRST + 1] == 'r' and 1 or 3
if not lease or string.sub(lease.names[1], 1, 2) ~= 'a:' then return 0 end
local level = level_of(lease.names[1])
local used = first == 1 and counted(level) or level.slots
if used <= 1 then return 0 end
local held = (first == 1 and level.per_minute or first == 3 and level.max_slots) or used + 1
level.lessons[first] = math.max(1, math.min(held - 1, math.max(used - 1, math.floor((held + 1) / 2))))
level.lessons[first + 1] = now
for i = 1, 4 do level.lessons[i] = integer(level.lessons[i]) end
redis.call('HSET', BOOK, 'u:' .. level.name, table.concat(level.lessons, US))
wrote(BOOK)
return done(1)
