using System.Collections.Concurrent;
using Gateway.Policies.Admission;
using Microsoft.Extensions.Options;

namespace Gateway.Admission.Redis;

/// <summary>
/// Admission for several replicas: one book in Redis decides for all of them, exactly and fairly. While Redis does not
/// answer, each replica decides for its share (or as the account says), and brings what it holds when Redis is back.
/// Thread-safe.
/// </summary>
internal sealed class RedisAdmissionStore : BackgroundService, IAdmissionStore, IAdmissionView, IAdmissionStatus
{
    /// <summary>How often a replica looks whether Redis is back.</summary>
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>After an outage: until then every other replica has found out too and brought what it holds.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(1);

    /// <summary>Calls that compile the path before the first request needs it.</summary>
    private const int WarmUpCalls = 16;

    private static readonly TimeSpan RetryWhileAway = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, SharedAccount> _accounts = new(StringComparer.Ordinal);
    private readonly AccountNames _names;
    private readonly AdmissionOptions _options;
    private readonly RedisServer _server;
    private readonly MemoryAdmissionStore _own;
    private readonly RedisContact _contact;
    private readonly TimeProvider _time;
    private readonly AdmissionMetrics _metrics;
    private readonly ILogger<RedisAdmissionStore> _logger;
    private readonly ReplicaName _replica;
    private RedisBooks? _books;
    private bool _everShared;

    public RedisAdmissionStore(
        AccountNames accounts, IOptions<AdmissionOptions> options, RedisServer server, MemoryAdmissionStore own, ReplicaName replica, TimeProvider time, AdmissionMetrics metrics, ILogger<RedisAdmissionStore> logger)
    {
        (_names, _options, _server, _own, _replica, _time, _metrics, _logger) = (accounts, options.Value, server, own, replica, time, metrics, logger);
        _contact = new(_options.DecisionBudget, time, metrics, logger) { Losing = FixShares };
        metrics.Observe(() => Mode, () => _accounts.Values.Sum(account => account.Held));
    }

    public AdmissionMode Mode => _contact.Phase.IsShared ? AdmissionMode.Normal : ModeOf(_options.WhenRedisIsAway);

    public async ValueTask<AdmissionDecision> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var came = _time.GetTimestamp();
        for (var waited = TimeSpan.Zero; ; waited = _time.GetElapsedTime(came))
        {
            var left = request.MaxWait > waited ? request.MaxWait - waited : TimeSpan.Zero;
            var phase = _contact.Phase;
            var decision = phase.IsShared
                ? await AccountOf(request.Account).AskAsync(request, left, phase, cancellationToken)
                : await DecideAloneAsync(AccountOf(request.Account), request, left, phase, cancellationToken);
            if (decision is { } final)
                return waited == TimeSpan.Zero ? final : final with { Queued = _time.GetElapsedTime(came) };
        }
    }

    public ValueTask ReleaseAsync(string account, string id) => AccountOf(account).ReleaseAsync(id, unused: false);

    public ValueTask ReturnAsync(string account, string id) => AccountOf(account).ReleaseAsync(id, unused: true);

    public async ValueTask<AccountView> ViewAsync(string account, CancellationToken cancellationToken)
    {
        if (_contact.Phase.IsShared && _books is { } books)
        {
            var (answered, pools) = await _contact.AskAsync(books.ViewAsync(account));
            if (answered)
                return new(account, AdmissionMode.Normal, pools);
        }
        var own = await _own.ViewAsync(account, cancellationToken);
        return own with { Mode = Mode };
    }

    /// <summary>Connects and warms up, so that the first request finds everything ready. Without Redis it starts on its share.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var database = await _server.ConnectAsync(OnTurn, OnBooksBegun, cancellationToken);
        _books = new(database, _server.Keys, _options.Rules, _options.BooksSettings(_replica.Full));
        foreach (var account in _names.Names)
            AccountOf(account);
        if (await RejoinAsync(cancellationToken))
            await WarmUpAsync(cancellationToken);
        else
            _logger.RedisAbsentAtStart();
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Gives back what is still held, so that nobody waits for expiry.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var account in _accounts.Values)
        {
            await account.ReleaseAllAsync();
            account.Dispose();
        }
        await _server.DisposeAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var phase = _contact.Phase;
            if (phase.IsShared)
            {
                await PauseAsync(_options.RenewInterval, phase.Over, stoppingToken);
                await Task.WhenAll(_accounts.Values.Select(account => account.TendAsync(stoppingToken)));
            }
            else if (!await RejoinAsync(stoppingToken))
            {
                await PauseAsync(ProbeInterval, CancellationToken.None, stoppingToken);
            }
        }
    }

    /// <summary>Brings to the books what this replica has; the shared phase begins when every other one has had time for that.</summary>
    private async Task<bool> RejoinAsync(CancellationToken cancellationToken)
    {
        if (await MergeAsync(cancellationToken) is not { } shut)
            return false;
        var settle = _everShared || _accounts.Values.Any(account => account.Held > 0) ? SettleTime : TimeSpan.Zero;
        settle = shut > settle ? shut : settle;
        if (settle > TimeSpan.Zero)
        {
            await PauseAsync(settle, CancellationToken.None, cancellationToken);
            if (await MergeAsync(cancellationToken) is not { } still || still > TimeSpan.Zero)
                return false;
        }
        _everShared = true;
        _contact.Restore();
        return true;
    }

    /// <returns>How long the books stay shut; null: no answer.</returns>
    private async Task<TimeSpan?> MergeAsync(CancellationToken cancellationToken)
    {
        if (!await _server.AnswersAsync(_contact))
            return null;
        var longest = TimeSpan.Zero;
        foreach (var account in _accounts.Values)
        {
            if (await account.TendAsync(TendMode.Merge, cancellationToken) is not { } shut)
                return null;
            longest = shut > longest ? shut : longest;
        }
        return longest;
    }

    private async Task<AdmissionDecision?> DecideAloneAsync(SharedAccount account, AdmissionRequest request, TimeSpan maxWait, ContactPhase phase, CancellationToken cancellationToken)
    {
        switch (_options.OutageModeOf(request.Account))
        {
            case OutageMode.Open:
                _own.Adopt(request);
                return new AdmissionDecision { Admitted = true, RemainingRequests = -1, Degraded = true, Lease = account.HoldUntold(request) };
            case OutageMode.Closed when request.Levels.Any(level => level.Limits != Policies.Plans.LimitSet.None):
                return new AdmissionDecision { Limit = LimitKind.StoreUnavailable, RemainingRequests = -1, RetryAfter = RetryWhileAway, Degraded = true };
            default:
                return await DecideWithinShareAsync(account, request, maxWait, phase, cancellationToken);
        }
    }

    private async Task<AdmissionDecision?> DecideWithinShareAsync(SharedAccount account, AdmissionRequest request, TimeSpan maxWait, ContactPhase phase, CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, phase.Over);
        try
        {
            var decision = await _own.AdmitAsync(account.WithinShare(request) with { MaxWait = maxWait }, leaving.Token);
            if (decision.Admitted)
                return decision with { Degraded = true, Lease = account.HoldUntold(request) };
            // Its share may be nothing at all, which is no reason to stay away for long: Redis may be back at any moment.
            if (decision is { Figure: 0, Queued.Ticks: 0 } && maxWait > TimeSpan.Zero)
                await Task.Delay(maxWait, _time, leaving.Token);
            return decision with { Degraded = true, RetryAfter = decision.Figure == 0 ? RetryWhileAway : decision.RetryAfter };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        const string name = "~warm-up";
        for (var i = 0; i < WarmUpCalls; i++)
        {
            var work = new AdmissionRequest { Id = Guid.NewGuid().ToString("N"), Account = name, Levels = [new(LimitLevel.Account, "none", new())], Units = AdmissionUnits.Slot, Team = "none" };
            await AdmitAsync(work, cancellationToken);
            await ReleaseAsync(name, work.Id);
        }
        if (_accounts.TryRemove(name, out var account))
            account.Dispose();
    }

    private void OnTurn(string account, string id, AdmissionDecision decision)
    {
        if (_accounts.TryGetValue(account, out var known))
            known.TakeTurn(id, decision);
    }

    /// <summary>Somebody found no books and began new ones. If this replica has something in the old ones, it will hear so.</summary>
    private void OnBooksBegun(string account)
    {
        if (_accounts.TryGetValue(account, out var known))
            _ = known.TendAsync(CancellationToken.None);
    }

    private void FixShares()
    {
        foreach (var account in _accounts.Values)
            account.FixShare();
    }

    private SharedAccount AccountOf(string name) => _accounts.GetOrAdd(name, static (name, store) => store.NewAccount(name), this);

    private SharedAccount NewAccount(string name) => new(
        name, _options.SlotLifetime, _options.Rules.Window, new(_options.Replicas, _options.Replicas - 1),
        _books ?? throw new InvalidOperationException("The store is asked before it is started."), _contact, _own, _time, _metrics);

    private static AdmissionMode ModeOf(OutageMode mode) => mode switch
    {
        OutageMode.Closed => AdmissionMode.Closed,
        OutageMode.Open => AdmissionMode.Open,
        _ => AdmissionMode.Degraded,
    };

    private async Task PauseAsync(TimeSpan time, CancellationToken until, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(until, stopping);
        await Task.Delay(time, _time, either.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
