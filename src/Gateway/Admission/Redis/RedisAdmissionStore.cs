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

    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(2);

    /// <summary>Calls that compile the path before the first request needs it.</summary>
    private const int WarmUpCalls = 16;

    /// <summary>An account that no settings can name.</summary>
    private const string WarmUp = "~warm-up";

    private readonly ConcurrentDictionary<string, SharedAccount> _accounts = new(StringComparer.Ordinal);
    private readonly AccountNames _names;
    private readonly AdmissionOptions _options;
    private readonly RedisServer _server;
    private readonly MemoryAdmissionStore _own;
    private readonly RedisContact _contact;
    private readonly LoneDecisions _alone;
    private readonly TimeProvider _time;
    private readonly AdmissionMetrics _metrics;
    private readonly ILogger<RedisAdmissionStore> _logger;
    private readonly ReplicaName _replica;
    private RedisBooks? _books;
    private bool _everShared;
    private bool _isWarm;

    public RedisAdmissionStore(
        AccountNames accounts, IOptions<AdmissionOptions> options, RedisServer server, MemoryAdmissionStore own, ReplicaName replica, TimeProvider time, AdmissionMetrics metrics, ILogger<RedisAdmissionStore> logger)
    {
        (_names, _options, _server, _own, _replica, _time, _metrics, _logger) = (accounts, options.Value, server, own, replica, time, metrics, logger);
        _contact = new(_options.DecisionBudget, time, metrics, logger) { Losing = FixShares, Lost = FixPictures, Beats = server.BeatsAsync };
        _alone = new(_options, _contact, own, time);
        metrics.ObserveMode(() => Mode);
        metrics.ObserveLeases(() => _accounts.Values.Sum(account => account.Held));
    }

    public AdmissionMode Mode => _contact.Phase.LinesGivenUp.IsCancellationRequested ? ModeOf(_options.WhenRedisIsAway) : AdmissionMode.Normal;

    public async ValueTask<AdmissionDecision> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var came = _time.GetTimestamp();
        var account = AccountOf(request.Account);
        if (account.Find(request.Id) is { } held)
            return new() { Admitted = true, RemainingRequests = -1, Lease = held };
        for (var tries = 0; ; tries++)
        {
            var waited = tries == 0 ? TimeSpan.Zero : _time.GetElapsedTime(came);
            var left = request.MaxWait > waited ? request.MaxWait - waited : TimeSpan.Zero;
            // A release of what the books may have been told of an earlier try must never end this one.
            var work = tries == 0 ? request : request with { Id = $"{request.Id}~{tries}" };
            var phase = _contact.Phase;
            var decision = phase.Kind switch
            {
                ContactKind.Shared => await account.AskAsync(request.Id, work, left, phase, cancellationToken),
                ContactKind.Alone => await _alone.DecideAsync(account, request.Id, work, left, phase, cancellationToken),
                ContactKind.Ended => LoneDecisions.Unavailable,
                _ => await AwaitReturnAsync(phase, cancellationToken),
            };
            if (decision is { } final)
                return tries == 0 ? final : final with { Queued = _time.GetElapsedTime(came) };
        }
    }

    public ValueTask ReleaseAsync(string account, string id) => AccountOf(account).ReleaseAsync(id, unused: false);

    public ValueTask ReturnAsync(string account, string id) => AccountOf(account).ReleaseAsync(id, unused: true);

    public ValueTask LeftLateAsync(string account, string id) => AccountOf(account).LeftLateAsync(id);

    public ValueTask RefusedUpstreamAsync(string account, string id, LimitKind limit) => AccountOf(account).RefusedUpstreamAsync(id, limit);

    public IReadOnlyCollection<AdmissionRequest> Held() => [.. _accounts.Values.SelectMany(account => account.Leases, (_, lease) => lease.Request with { Id = lease.Key })];

    public async ValueTask<AccountView> ViewAsync(string account, CancellationToken cancellationToken)
    {
        if (_contact.Phase is { Kind: ContactKind.Shared } phase && _books is { } books)
        {
            var (answered, pools) = await _contact.AskInLineAsync(phase, static ask => ask.books.ViewAsync(ask.account), (books, account));
            if (answered)
                return new(account, AdmissionMode.Normal, pools);
        }
        var own = await _own.ViewAsync(account, cancellationToken);
        return own with { Mode = Mode };
    }

    /// <summary>Connects and warms up, so that the first request finds everything ready. Without Redis it starts on its share.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var database = await _server.ConnectAsync(OnTurn, OnBooksBegun, OnGrowth, cancellationToken);
        _books = new(database, _server.Keys, _options.Rules, _options.BooksSettings(_replica.Full), _time);
        foreach (var account in _names.Names)
            AccountOf(account);
        await _server.BeatsAsync(_options.DecisionBudget);
        // The first time this runs it may be too slow to believe that the server is not.
        if (await RejoinAsync(cancellationToken) || await RejoinAsync(cancellationToken))
            await WarmUpAsync(cancellationToken);
        else
            _logger.RedisAbsentAtStart();
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Sends away who waits, and gives back what is still held, so that nobody waits for expiry.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _contact.End();
        await NobodyDecidesAsync(CancellationToken.None);
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
            if (phase.Kind is ContactKind.Shared)
            {
                await PauseAsync(_options.RenewInterval, phase.Over, stoppingToken);
                await TendAllAsync(stoppingToken);
            }
            else if (!await RejoinAsync(stoppingToken))
            {
                await PauseAsync(_contact.IsSurelyLost ? ProbeInterval : ShortPause, CancellationToken.None, stoppingToken);
            }
        }
    }

    /// <summary>Gives a sign of life for every account.</summary>
    internal Task TendAllAsync(CancellationToken cancellationToken) => Task.WhenAll(_accounts.Values.Select(account => account.TendAsync(cancellationToken)));

    /// <summary>Ends like a crash, for tests: nothing is given back, nobody is told.</summary>
    internal async Task DieAsync()
    {
        await base.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
    }

    /// <summary>
    /// Comes back to the books: tells what it has while it still decides alone, gives all others time for the same, tells it
    /// again, then holds still for as long as it takes to tell the rest.
    /// </summary>
    private async Task<bool> RejoinAsync(CancellationToken cancellationToken)
    {
        if (!await _server.AnswersAsync(_contact))
            return false;
        // After a moment's silence nobody has used a share yet.
        if (_contact.IsSurelyLost)
        {
            if (await TellAsync(TendMode.Merge, cancellationToken) is not { } shut)
                return false;
            if (!_isWarm)
                await RehearseAsync(cancellationToken);
            // Books that are shut open when the last replica has been there: it tries again until then.
            if (_everShared || shut > TimeSpan.Zero || _accounts.Values.Any(account => account.Held > 0))
                await PauseAsync(SettleTime, CancellationToken.None, cancellationToken);
        }

        if (await TellAsync(TendMode.Return, cancellationToken) != TimeSpan.Zero)
            return false;
        _contact.Return();
        await NobodyDecidesAsync(cancellationToken);
        // Only now may what was set aside for this replica be sold: until that was answered it used its share.
        if (await TellAsync(TendMode.Returned, cancellationToken) != TimeSpan.Zero)
        {
            _contact.StayAlone();
            return false;
        }
        _everShared = true;
        _contact.Restore();
        return true;
    }

    /// <returns>How long the books stay shut; null: no answer.</returns>
    private async Task<TimeSpan?> TellAsync(TendMode mode, CancellationToken cancellationToken)
    {
        var shut = await Task.WhenAll(_accounts.Values.Select(account => account.TendAsync(mode, cancellationToken)));
        return Array.TrueForAll(shut, time => time is not null) ? shut.DefaultIfEmpty(TimeSpan.Zero).Max() : null;
    }

    /// <summary>Waits for those who still decide by the phase that is over.</summary>
    private async Task NobodyDecidesAsync(CancellationToken cancellationToken)
    {
        while (_alone.Deciding > 0)
            await PauseAsync(ShortPause, CancellationToken.None, cancellationToken);
    }

    private async Task<AdmissionDecision?> AwaitReturnAsync(ContactPhase phase, CancellationToken cancellationToken)
    {
        await PauseAsync(_options.DecisionBudget, phase.Over, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return null;
    }

    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        _isWarm = true;
        for (var i = 0; i < WarmUpCalls; i++)
        {
            var work = WarmUpWork();
            await AdmitAsync(work, cancellationToken);
            // The server must know this script before a process that has just started needs it: sent whole it may come after the release.
            await LeftLateAsync(WarmUp, work.Id);
            await ReleaseAsync(WarmUp, work.Id);
        }
        if (_accounts.TryRemove(WarmUp, out var account))
            account.Dispose();
    }

    /// <summary>The same where Redis came later than the gateway, which is busy by then: once, before anybody is decided for by the books.</summary>
    private async Task RehearseAsync(CancellationToken cancellationToken)
    {
        _isWarm = true;
        using var account = NewAccount(WarmUp);
        for (var i = 0; i < WarmUpCalls; i++)
        {
            var work = WarmUpWork();
            await account.AskAsync(work.Id, work, TimeSpan.Zero, _contact.Phase, cancellationToken);
            await account.ReleaseAllAsync();
        }
    }

    private static AdmissionRequest WarmUpWork() =>
        new() { Id = Guid.NewGuid().ToString("N"), Account = WarmUp, Levels = [new(LimitLevel.Account, "none", new())], Units = AdmissionUnits.Slot, Team = "none" };

    private void OnTurn(string account, string id, AdmissionDecision decision)
    {
        if (_accounts.TryGetValue(account, out var known))
            known.TakeTurn(id, decision);
    }

    private void OnGrowth(string account, LevelPicture pool)
    {
        if (_accounts.TryGetValue(account, out var known))
            known.Share.See(pool);
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
            account.Share.Fix();
    }

    private void FixPictures()
    {
        foreach (var account in _accounts.Values)
            account.Share.FixPictures();
    }

    private SharedAccount AccountOf(string name) => _accounts.GetOrAdd(name, static (name, store) => store.NewAccount(name), this);

    private SharedAccount NewAccount(string name) => new(
        name, new(_options.Replicas, _options.Replicas - 1, _options.LeaseLife, _options.Rules.Window),
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
