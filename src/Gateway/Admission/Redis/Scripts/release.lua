-- Gives back what an id holds, or ends its wait. Arguments: id, '1' if it never reached the upstream.
-- Answers: 1 if there was something to give back, ms until something may change.
local id, unused = ARGV[FIRST], ARGV[FIRST + 1] == '1'
local waiter = waiter_of(id)
local gave = 0
if waiter then
  leave_line(waiter)
  gave = 1
elseif give(id, unused) then
  gave = 1
end
reap()
if redis.call('HLEN', LINES) > 0 then serve() end
return done({ gave, integer(next_change()) })
