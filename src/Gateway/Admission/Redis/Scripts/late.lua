-- Work left for the upstream long after it was let in: its request counts from now on. Argument: id.
local id = ARGV[FIRST]
local lease = lease_of(id)
if not lease then return 0 end
for _, name in ipairs(lease.names) do
  local level = level_of(name)
  if has(lease.units, 'R') and level.per_minute then
    redis.call('ZREM', MINUTES, minute_entry(level, lease.since, id))
    count_request(level, now, id)
  end
end
write_lease(id, now, lease.queued, lease.replica, lease.units, lease.team, lease.names)
return done(1)
