-- Gives back what ids hold, or ends their waits. Arguments, for each: id, '1' if it never reached the upstream.
-- Answers: ms until something may change, picture of the pool in which the last of them held something.
local pool
for i = FIRST, #ARGV, 2 do
  local id, unused = ARGV[i], ARGV[i + 1] == '1'
  local waiter, lease = waiter_of(id), lease_of(id)
  if waiter then leave_line(waiter) end
  if lease then
    give(id, unused)
    pool = lease.names[1]
  end
end
reap()
if redis.call('HLEN', LINES) > 0 then serve() end
return done({ integer(next_change()), pool and picture(pool) or {} })
