using Gateway.Policies.Plans;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Policies.Admission;

/// <summary>
/// Hours of random life against the store, with a <see cref="Referee"/> watching every step: arrivals, ends, clients that
/// leave, replicas that die with all they hold, pauses, clocks that are set, plans that change.
/// </summary>
public sealed class AdmissionSimulationTests(ITestOutputHelper output)
{
    private const int Steps = 50_000;

    private static readonly AdmissionRules Rules = new() { MinuteGuard = TimeSpan.FromMilliseconds(100), MaxQueueDepth = 8, BatchShare = 0.2 };

    [Theory]
    [InlineData(1)]
    [InlineData(20260821)]
    [InlineData(2_818_728)]
    [InlineData(5_884_216)]
    [InlineData(0)] // a new one each run
    public async Task Store_ThroughRandomLife_KeepsEveryPromise(int seed)
    {
        seed = seed == 0 ? Environment.TickCount : seed;
        output.WriteLine($"seed {seed}");
        var life = new Life(seed);
        try
        {
            for (var step = 0; step < Steps; step++)
                await life.StepAsync();
            await life.RestAsync();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"With seed {seed}: {e.Message}", e);
        }
        output.WriteLine($"{life.Admitted} admitted, {life.Refused} refused, {life.Left} left");
        Assert.True(life.Admitted > Steps / 20 && life.Refused > 100 && life.Left > 100, "This life was too quiet to prove anything.");
    }

    private sealed class Life(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly SettableClock _time = new();
        private readonly Referee _referee = new(Rules);
        private readonly Dictionary<string, Waiting> _waiting = [];
        private readonly LimitSet[] _chat = [new() { Slots = 3, RequestsPerMinute = 40 }, new() { Slots = 2, RequestsPerMinute = 60 }];
        private MemoryAdmissionStore? _store;
        private TimeSpan _now;
        private DateTimeOffset _frozenUntil;
        private int _ids;
        private int _plan;

        private readonly record struct Waiting(AdmissionRequest Request, Task<AdmissionDecision> Decision, CancellationTokenSource Client, DateTimeOffset Since);

        private MemoryAdmissionStore Store => _store ??= new(Rules, _time);

        // The clock of the simulation, which nobody sets.
        private DateTimeOffset Now => DateTimeOffset.UnixEpoch + _now;

        public int Admitted => _referee.Admissions;

        public int Refused { get; private set; }

        public int Left { get; private set; }

        public async Task StepAsync()
        {
            switch (_random.Next(100))
            {
                case < 36:
                    await ArriveAsync();
                    break;
                case < 60 when _referee.Held.Count > 0:
                    await EndAsync(Any(_referee.Held), unused: false);
                    break;
                case < 62 when _referee.Held.Count > 0:
                    await EndAsync(Any(_referee.Held), unused: true);
                    break;
                case < 66 when _waiting.Count > 0:
                    await LeaveAsync(Any(_waiting.Keys));
                    break;
                case 66:
                    await CrashAsync();
                    break;
                case 67:
                    _plan = 1 - _plan;
                    break;
                case 68:
                    // Somebody sets the wall clock; the store must not care.
                    _time.Skew = TimeSpan.FromHours(_random.Next(-1, 2));
                    break;
                case 69:
                    await PassAsync(TimeSpan.FromSeconds(_random.Next(1, 70)));
                    break;
                case 70:
                    Freeze(TimeSpan.FromMilliseconds(_random.Next(1, 30_000)));
                    break;
                case 71 or 72 when _referee.Held.Count > 0:
                    await LeaveLateAsync(Any(_referee.Held));
                    break;
                default:
                    await PassAsync(TimeSpan.FromMilliseconds(_random.Next(1, 400)));
                    break;
            }
            await CollectAsync();
            NobodyWaitsWhoCouldBegin();
            _referee.Forget(Now);
        }

        /// <summary>All ends: nothing may remain.</summary>
        public async Task RestAsync()
        {
            foreach (var id in _waiting.Keys.ToList())
                await LeaveAsync(id);
            foreach (var id in _referee.Held.ToList())
                await EndAsync(id, unused: false);
            Assert.All(await PoolsAsync(), pool => Assert.Equal((0, 0, 0), (pool.Slots, pool.Sockets, pool.Waiting)));
            await PassAsync(TimeSpan.FromMinutes(3));
            Assert.Empty(await PoolsAsync());
        }

        private async Task<IEnumerable<PoolView>> PoolsAsync() => (await Store.ViewAsync("main", default)).Pools;

        /// <summary>Time passes, and everything that is due happens at its moment.</summary>
        private async Task PassAsync(TimeSpan time)
        {
            for (var end = Now + time; Now < end;)
            {
                var next = end;
                foreach (var waiting in _waiting.Values)
                {
                    foreach (var due in (DateTimeOffset[])[waiting.Since + waiting.Request.MaxWait, _referee.MinutesOpen(waiting.Request, Now)])
                        next = due > Now && due < next ? due : next;
                }
                Advance(next - Now);
                await CollectAsync();
            }
        }

        /// <summary>The process stands still: timers come late, all at once.</summary>
        private void Freeze(TimeSpan time)
        {
            Advance(time);
            _frozenUntil = Now;
        }

        private void Advance(TimeSpan time)
        {
            _now += time;
            _time.Advance(time);
        }

        private async Task ArriveAsync()
        {
            var request = NewRequest();
            var client = new CancellationTokenSource();
            _referee.Asked(request);
            var decision = Store.AdmitAsync(request, client.Token).AsTask();
            _waiting.Add(request.Id, new(request, decision, client, Now));
            if (decision.IsCompleted)
                return;
            Assert.True(request.MaxWait > TimeSpan.Zero);
            if (_random.Next(20) == 0)
            {
                // Its reply was lost and it asks again: the same place, not another one.
                _ = Store.AdmitAsync(request, default).AsTask();
            }
            await Task.CompletedTask;
        }

        private AdmissionRequest NewRequest()
        {
            var pool = _random.Next(10) switch { < 5 => "chat", < 8 => "tts", _ => "stt:pulse" };
            var team = _random.Next(4) switch { 0 => "red", 1 => "green", _ => "blue" };
            var units = pool is "tts" && _random.Next(3) == 0 ? AdmissionUnits.Socket : AdmissionUnits.Request | AdmissionUnits.Slot;
            return AdmissionBuilder.Work(
                pool: pool switch
                {
                    "chat" => _chat[_plan],
                    "tts" => new() { Slots = 1, Sockets = 3 },
                    _ => new() { RequestsPerMinute = 25, Slots = 1, Shadow = _plan == 1 },
                },
                poolId: pool,
                team: team,
                teamLimits: team switch { "red" => new() { Slots = 1 }, "green" => new() { RequestsPerMinute = 30 }, _ => LimitSet.None },
                key: $"{team}-{_random.Next(3)}",
                keyLimits: team is "blue" ? new() { Slots = 2 } : LimitSet.None,
                units: units,
                maxWait: _random.Next(4) == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(_random.Next(1, 20_000)),
                lane: _random.Next(4) == 0 ? Lane.Batch : Lane.Interactive,
                weight: team is "green" ? 2 : 1,
                id: $"work-{++_ids}");
        }

        private async Task EndAsync(string id, bool unused)
        {
            _referee.Released(id, unused);
            await (unused ? Store.ReturnAsync("main", id) : Store.ReleaseAsync("main", id));
            if (_random.Next(10) == 0)
                await Store.ReleaseAsync("main", id);
            await CollectAsync();
        }

        private async Task LeaveLateAsync(string id)
        {
            _referee.LeftLate(id, Now);
            await Store.LeftLateAsync("main", id);
        }

        private async Task LeaveAsync(string id)
        {
            var waiting = _waiting[id];
            await waiting.Client.CancelAsync();
            Assert.True(waiting.Decision.IsCanceled);
            _waiting.Remove(id);
            Left++;
        }

        /// <summary>A replica dies: some of what is held comes back at once, in any order.</summary>
        private async Task CrashAsync()
        {
            foreach (var id in _referee.Held.Where(_ => _random.Next(2) == 0).ToList())
                await EndAsync(id, unused: false);
        }

        private async Task CollectAsync()
        {
            var answers = new List<(Waiting Waiting, AdmissionDecision Decision)>();
            foreach (var waiting in _waiting.Values.Where(w => w.Decision.IsCompleted).ToList())
            {
                _waiting.Remove(waiting.Request.Id);
                answers.Add((waiting, await waiting.Decision));
            }
            foreach (var (waiting, decision) in answers.OrderBy(a => a.Waiting.Since + a.Decision.Queued).ThenByDescending(a => a.Decision.Admitted))
            {
                var at = waiting.Since + decision.Queued;
                Assert.True(decision.Queued <= waiting.Request.MaxWait || at == _frozenUntil, $"{waiting.Request.Id} {decision} {waiting.Request.MaxWait} waited beyond its deadline. {at:O} {_frozenUntil:O} {Now:O}");
                if (decision.Admitted)
                {
                    _referee.Admitted(waiting.Request, at);
                    continue;
                }
                Refused++;
                Assert.NotEqual(LimitKind.None, decision.Limit);
                Assert.False(_referee.Fits(waiting.Request, at), $"{waiting.Request.Id} was refused although it fits.");
                if (decision.Limit is LimitKind.RequestsPerMinute && at == Now)
                    Assert.Equal(_referee.MinutesOpen(waiting.Request, at), at + decision.RetryAfter);
                if (decision.Queued < waiting.Request.MaxWait && decision.Limit is not LimitKind.QueueFull)
                    Assert.True(_referee.MinutesOpen(waiting.Request, at) > at + waiting.Request.MaxWait, $"{waiting.Request.Id} {decision} of {waiting.Request} was refused before its time.");
            }
        }

        private void NobodyWaitsWhoCouldBegin()
        {
            foreach (var waiting in _waiting.Values)
            {
                Assert.True(Now < waiting.Since + waiting.Request.MaxWait, $"{waiting.Request.Id} waits beyond its deadline.");
                Assert.False(_referee.Fits(waiting.Request, Now), $"{waiting.Request.Id} waits although it fits.");
            }
            foreach (var line in _waiting.Values.GroupBy(w => w.Request, WaitLine.SameNeeds.Instance))
                Assert.True(line.Count() <= Rules.MaxQueueDepth);
        }

        private string Any(IReadOnlyCollection<string> ids) => ids.ElementAt(_random.Next(ids.Count));
    }

    /// <summary>A clock that somebody sets while time itself goes on.</summary>
    private sealed class SettableClock : TimeProvider
    {
        private readonly FakeTimeProvider _inner = new();

        public TimeSpan Skew { get; set; }

        public override long TimestampFrequency => _inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow() + Skew;

        public override long GetTimestamp() => _inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _inner.CreateTimer(callback, state, dueTime, period);

        public void Advance(TimeSpan time) => _inner.Advance(time);
    }
}
