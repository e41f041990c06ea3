using Gateway.Policies.Plans;
using Microsoft.Extensions.Time.Testing;
using static Gateway.Policies.Admission.AdmissionBuilder;

namespace Gateway.Policies.Admission;

/// <summary>Who gets how much and how fast, on a plan of few slots that everybody wants, in simulated time.</summary>
public sealed class FairnessTests
{
    private static readonly TimeSpan Service = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patient = TimeSpan.FromHours(2);
    private readonly FakeTimeProvider _time = new();
    private readonly Random _random = new(20260821);
    private readonly PriorityQueue<Func<Task>, TimeSpan> _agenda = new();
    private readonly Dictionary<string, int> _turns = [];
    private readonly Dictionary<string, List<TimeSpan>> _waits = [];
    private readonly List<(AdmissionRequest Request, Task<AdmissionDecision> Decision)> _waiting = [];
    private readonly MemoryAdmissionStore _store;
    private TimeSpan _now;

    public FairnessTests() => _store = new(new AdmissionRules(), _time);

    [Fact]
    public async Task Teams_OfEqualWeight_GetEqualTurns()
    {
        string[] teams = ["a", "b", "c", "d", "e"];
        foreach (var team in teams)
            await FloodAsync(team, weight: 1, requests: 500);

        await RunAsync(TimeSpan.FromMinutes(12));

        var turns = teams.Select(team => (double)_turns[team]).ToList();
        var jain = Math.Pow(turns.Sum(), 2) / (turns.Count * turns.Sum(t => t * t));
        Assert.True(jain >= 0.98, $"Jain index {jain:F4}");
    }

    [Fact]
    public async Task Teams_OfWeights124_GetSharesWithinThreePercent()
    {
        foreach (var (team, weight) in ((string, double)[])[("one", 1), ("two", 2), ("four", 4)])
            await FloodAsync(team, weight, requests: 1_200);

        await RunAsync(TimeSpan.FromMinutes(10));

        var all = _turns.Values.Sum();
        Assert.InRange(_turns["one"] / (all / 7.0), 0.97, 1.03);
        Assert.InRange(_turns["two"] / (all * 2 / 7.0), 0.97, 1.03);
        Assert.InRange(_turns["four"] / (all * 4 / 7.0), 0.97, 1.03);
    }

    [Fact]
    public async Task Team_ThatAsksNowAndThen_WaitsAtMostOneServiceTimeBehindAFlood()
    {
        await FloodAsync("flood", weight: 1, requests: 500);
        for (var second = 1; second <= 300; second++)
            _agenda.Enqueue(() => AskAsync("quiet", 1), TimeSpan.FromSeconds(second));

        await RunAsync(TimeSpan.FromMinutes(5));

        var waits = _waits["quiet"].Order().ToList();
        Assert.True(waits.Count > 250);
        var p95 = waits[(int)(waits.Count * 0.95)];
        Assert.True(p95 <= Service, $"p95 of {waits.Count} waits is {p95}");
    }

    private async Task FloodAsync(string team, double weight, int requests)
    {
        for (var i = 0; i < requests; i++)
            await AskAsync(team, weight);
    }

    private async Task AskAsync(string team, double weight)
    {
        var request = Work(new LimitSet { Slots = 3 }, team: team, weight: weight, maxWait: Patient);
        _waiting.Add((request, _store.AdmitAsync(request, default).AsTask()));
        await CollectAsync();
    }

    /// <summary>Work that was let in takes its time and then ends.</summary>
    private async Task CollectAsync()
    {
        foreach (var (request, decision) in _waiting.Where(w => w.Decision.IsCompleted).ToList())
        {
            _waiting.Remove((request, decision));
            _turns[request.Team] = _turns.GetValueOrDefault(request.Team) + 1;
            if (!_waits.TryGetValue(request.Team, out var waits))
                _waits[request.Team] = waits = [];
            waits.Add((await decision).Queued);
            var length = Service * (0.5 + _random.NextDouble());
            _agenda.Enqueue(() => _store.ReleaseAsync("main", request.Id).AsTask(), _now + length);
        }
    }

    private async Task RunAsync(TimeSpan until)
    {
        while (_agenda.TryDequeue(out var next, out var at) && at <= until)
        {
            _time.Advance(at - _now);
            _now = at;
            await next();
            await CollectAsync();
        }
    }
}
