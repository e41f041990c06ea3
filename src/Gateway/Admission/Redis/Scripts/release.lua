-- Gives back what an id holds, or ends its wait. Arguments: id, '1' if it never reached the upstream.
-- Answers: ms until something may change, picture of the pool if it held something there.
local id, unused = ARGV[FIRST], ARGV[FIRST + 1] == '1'
local waiter, lease = waiter_of(id), lease_of(id)
if waiter then leave_line(waiter) end
if lease then give(id, unused) end
reap()
if redis.call('HLEN', LINES) > 0 then serve() end
return done({ integer(next_change()), lease and picture(lease.names[1]) or {} })
