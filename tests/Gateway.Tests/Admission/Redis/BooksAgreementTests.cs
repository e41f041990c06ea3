using Gateway.Policies.Admission;
using Gateway.Policies.Plans;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>
/// The scripts and <see cref="MemoryAdmissionStore"/> are two tellings of one thing: driven by the same random life on the
/// same clock, they must decide alike, step by step.
/// </summary>
public abstract class BooksAgreementTests(ITestOutputHelper output)
{
    private static readonly AdmissionRules Rules = new() { MinuteGuard = TimeSpan.FromMilliseconds(100), MaxQueueDepth = 6, BatchShare = 0.25 };

    protected abstract Task<ITestRedis> ServerAsync();

    [Theory]
    [InlineData(1, false)]
    [InlineData(20260821, false)]
    [InlineData(7, true)]
    public async Task Books_ThroughRandomLife_DecideLikeMemory(int seed, bool hasQuietMinutes)
    {
        var server = await ServerAsync();
        output.WriteLine($"{server.Description}, seed {seed}");
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var life = new Life(redis.GetDatabase(), seed, hasQuietMinutes);
        for (var step = 0; step < 1_000; step++)
            await life.StepAsync();
        await life.RestAsync();
        output.WriteLine($"{life.Admitted} admitted, {life.Shadowed} of them beyond limits that only count, {life.Refused} refused");
        Assert.True(life is { Admitted: > 150, Shadowed: > 20, Refused: > 50 });
    }

    private sealed class Life
    {
        /// <summary>What rounding may make of a running mean, for each who waits before.</summary>
        private static readonly TimeSpan Guess = TimeSpan.FromMilliseconds(20);

        private readonly Random _random;
        private readonly FakeTimeProvider _time = new();
        private readonly MemoryAdmissionStore _memory;
        private readonly RedisBooks _books;
        private readonly Dictionary<string, Waiting> _waiting = [];
        private readonly HashSet<string> _held = [];
        private readonly bool _hasQuietMinutes;
        private int _ids;

        private readonly record struct Waiting(AdmissionRequest Request, Task<AdmissionDecision> Memory, DateTimeOffset Deadline);

        /// <param name="database">Where the books are.</param>
        /// <param name="seed">Of chance.</param>
        /// <param name="hasQuietMinutes">
        /// Whether levels are at times not asked for in a minute: then they are forgotten, their pace too, here a little
        /// sooner than there.
        /// </param>
        public Life(IDatabase database, int seed, bool hasQuietMinutes)
        {
            _hasQuietMinutes = hasQuietMinutes;
            _random = new(seed);
            _memory = new(Rules, _time);
            var settings = new RedisBooksSettings("one/1", (long)(AdmissionRules.Minute + Rules.MinuteGuard).TotalMilliseconds, 1_000_000_000, 1_000_000_000, 0, TurnsBeforeBatch: 3);
            _books = new(database, new($"test-{Guid.NewGuid():N}"), Rules, settings, _time) { Clock = () => _time.GetUtcNow().ToUnixTimeMilliseconds() };
        }

        public int Admitted { get; private set; }

        public int Refused { get; private set; }

        public int Shadowed { get; private set; }

        public async Task StepAsync()
        {
            switch (_random.Next(100))
            {
                case < 45:
                    await ArriveAsync();
                    break;
                case < 70 when _held.Count > 0:
                    await EndAsync(_held.ElementAt(_random.Next(_held.Count)), unused: _random.Next(8) == 0);
                    break;
                case < 74 when _waiting.Count > 0:
                    await LeaveAsync(_waiting.Keys.ElementAt(_random.Next(_waiting.Count)));
                    break;
                case 74 when _held.Count > 0:
                    await RefuseAsync(_held.ElementAt(_random.Next(_held.Count)), _random.Next(3) == 0 ? LimitKind.RequestsPerMinute : LimitKind.Slots);
                    break;
                case 76 when _held.Count > 0:
                    await LeaveLateAsync(_held.ElementAt(_random.Next(_held.Count)));
                    break;
                case 75:
                    await PassAsync(TimeSpan.FromMilliseconds(_random.Next(1, 20_000)));
                    break;
                case 77 when _hasQuietMinutes && _waiting.Count == 0:
                    await PassAsync(TimeSpan.FromMilliseconds(_random.Next(60_101, 65_000)));
                    break;
                default:
                    await PassAsync(TimeSpan.FromMilliseconds(_random.Next(1, 300)));
                    break;
            }
            await CompareBooksAsync();
        }

        public async Task RestAsync()
        {
            foreach (var id in _waiting.Keys.ToList())
                await LeaveAsync(id);
            foreach (var id in _held.ToList())
                await EndAsync(id, unused: false);
            Assert.All(await _books.ViewAsync("main"), pool => Assert.Equal((0, 0, 0), (pool.Slots, pool.Sockets, pool.Waiting)));
        }

        private async Task ArriveAsync()
        {
            var request = NewRequest();
            var memory = _memory.AdmitAsync(request, default).AsTask();
            await CollectAsync(); // a changed figure may give turns
            var books = await _books.AdmitAsync(request, request.MaxWait);
            if (!memory.IsCompleted)
            {
                Assert.Equal(AdmitStatus.Waits, books.Status);
                _waiting.Add(request.Id, new(request, memory, _time.GetUtcNow() + request.MaxWait));
                return;
            }
            Same(request, await memory, books);
        }

        private AdmissionRequest NewRequest()
        {
            var pool = _random.Next(10) switch { < 5 => "chat", < 8 => "tts", _ => "stt:pulse" };
            var team = _random.Next(4) switch { 0 => "red", 1 => "green", _ => "blue" };
            return new()
            {
                Id = $"work-{++_ids}",
                Account = "main",
                Levels =
                [
                    new(LimitLevel.Account, pool, pool switch
                    {
                        "chat" => new() { Slots = 2, RequestsPerMinute = 40 },
                        "tts" => new() { Slots = 1, Sockets = 3 },
                        _ => new() { RequestsPerMinute = 25, Slots = 1, Shadow = true },
                    }),
                    new(LimitLevel.Team, team, team switch { "red" => new() { Slots = 1 }, "green" => new() { RequestsPerMinute = 30 }, _ => LimitSet.None }),
                    new(LimitLevel.Key, $"{team}-{_random.Next(3)}", team is "blue" ? new() { Slots = 2 } : LimitSet.None),
                ],
                Units = pool is "tts" && _random.Next(3) == 0 ? AdmissionUnits.Socket : AdmissionUnits.Request | AdmissionUnits.Slot,
                Team = team,
                Weight = team is "green" ? 3 : 1,
                Lane = _random.Next(4) == 0 ? Lane.Batch : Lane.Interactive,
                MaxWait = _random.Next(4) == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(_random.Next(1, 20_000)),
            };
        }

        private async Task EndAsync(string id, bool unused)
        {
            _held.Remove(id);
            await (unused ? _memory.ReturnAsync("main", id) : _memory.ReleaseAsync("main", id));
            await _books.ReleaseAsync("main", [(id, unused)]);
            await CollectAsync();
        }

        private async Task LeaveLateAsync(string id)
        {
            await _memory.LeftLateAsync("main", id);
            await _books.LeftLateAsync("main", id);
        }

        private async Task RefuseAsync(string id, LimitKind limit)
        {
            await _memory.RefusedUpstreamAsync("main", id, limit);
            await _books.RefusedAsync("main", id, limit);
        }

        private async Task LeaveAsync(string id)
        {
            _waiting.Remove(id);
            await _memory.ReleaseAsync("main", id);
            await _books.ReleaseAsync("main", [(id, false)]);
        }

        /// <summary>Time passes, and everything that is due happens at its moment, here and there.</summary>
        private async Task PassAsync(TimeSpan time)
        {
            for (var end = _time.GetUtcNow() + time; _time.GetUtcNow() < end;)
            {
                var change = (await TendAsync()).NextChange is { } wait && wait > TimeSpan.Zero ? _time.GetUtcNow() + wait : end;
                var deadline = _waiting.Values.Select(w => w.Deadline).DefaultIfEmpty(end).Min();
                _time.Advance((deadline < change ? deadline < end ? deadline : end : change < end ? change : end) - _time.GetUtcNow());
                await CollectAsync();
            }
        }

        private Task<TendReply> TendAsync() => _books.TendAsync("main", TendMode.Renew, 1, [], [], [.. _waiting.Keys], []);

        /// <summary>Who had a turn in one had it in the other; who gave up in one is refused by the other.</summary>
        private async Task CollectAsync()
        {
            if (_waiting.Count == 0)
                return;
            var tend = await TendAsync();
            Assert.Empty(tend.Unknown);
            var granted = tend.Granted.ToDictionary(g => g.Id, g => g.Decision);
            foreach (var waiting in _waiting.Values.Where(w => w.Memory.IsCompleted).ToList())
            {
                _waiting.Remove(waiting.Request.Id);
                var decision = await waiting.Memory;
                Assert.True(decision.Admitted == granted.ContainsKey(waiting.Request.Id), $"{waiting.Request.Id}: memory {decision}, books {granted.GetValueOrDefault(waiting.Request.Id)}");
                if (decision.Admitted)
                {
                    Assert.Equal(decision.Queued, granted[waiting.Request.Id].Queued);
                    _held.Add(waiting.Request.Id);
                    Admitted++;
                }
                else
                {
                    Same(waiting.Request, decision, await _books.AdmitAsync(waiting.Request, TimeSpan.Zero), gaveUp: true);
                }
            }
            Assert.True(granted.Keys.All(id => !_waiting.ContainsKey(id)), "The books gave a turn that memory did not.");
        }

        /// <param name="request">What was asked for.</param>
        /// <param name="memory">What one says.</param>
        /// <param name="books">What the other says.</param>
        /// <param name="gaveUp">At a deadline; others may have theirs at the same moment, who still wait there and not here.</param>
        private void Same(AdmissionRequest request, AdmissionDecision memory, AdmitReply books, bool gaveUp = false)
        {
            memory = memory with { Lease = null }; // the store adds it to what the books say
            Shadowed += memory.ShadowLimit is LimitKind.None ? 0 : 1;
            Assert.Equal(memory.Admitted ? AdmitStatus.Admitted : AdmitStatus.Refused, books.Status);
            if (memory.Limit is LimitKind.Slots or LimitKind.Sockets or LimitKind.QueueFull)
            {
                // When a slot comes free is a guess, in ticks here and in milliseconds there; all else is exact.
                var rounding = Guess * (1 + _waiting.Count);
                if (!_hasQuietMinutes && !gaveUp)
                    Assert.InRange(books.Decision.RetryAfter, memory.RetryAfter - rounding, memory.RetryAfter + rounding);
                Assert.Equal(Certain(memory), Certain(books.Decision));
            }
            else
            {
                Assert.Equal(memory, books.Decision);
            }
            if (memory.Admitted)
            {
                _held.Add(request.Id);
                Admitted++;
            }
            else
            {
                Refused++;
            }
        }

        /// <summary>Of two limits that stand in the way the later end is told, so which one is told is part of the guess.</summary>
        private static AdmissionDecision Certain(AdmissionDecision decision) => decision with { RetryAfter = default, Limit = default, Level = default, Figure = default };

        private async Task CompareBooksAsync()
        {
            var memory = (await _memory.ViewAsync("main", default)).Pools.Where(InUse).Select(Flat);
            var books = (await _books.ViewAsync("main")).Where(InUse).Select(Flat);
            Assert.Equal(memory, books);
        }

        private static bool InUse(PoolView pool) => pool.Slots + pool.Sockets + pool.Requests + pool.Waiting > 0;

        private static string Flat(PoolView pool) =>
            $"{pool with { Teams = [] }} {string.Join(' ', pool.Teams)}";
    }
}
