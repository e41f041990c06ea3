-- Gives back what ids hold, or ends their waits. Arguments, for each: id, '1' if it never reached the upstream.
-- Answers: ms until something may change.
for i = FIRST, #ARGV, 2 do
  local id, unused = ARGV[i], ARGV[i + 1] == '1'
  local waiter = waiter_of(id)
  if waiter then leave_line(waiter) end
  give(id, unused)
end
reap()
if redis.call('HLEN', LINES) > 0 then serve() end
return finish(integer(next_change()))
