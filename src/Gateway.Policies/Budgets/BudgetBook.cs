using System.Collections.Immutable;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;

namespace Gateway.Policies.Budgets;

/// <summary>
/// What keys and teams have spent, and whether their budgets allow more. In memory and exact for this process; what other
/// processes spend comes by way of a store, which also outlives this one. Thread-safe; a check allocates nothing.
/// </summary>
/// <remarks>
/// A budget stops the work that spends its unit: text spoken or analysed, tokens, audio, sessions; money stops all of it.
/// Work is let in while less than the limit is spent, work under way included, so that calls in parallel do not slip
/// through together; the last piece may go beyond the limit by its own size.
/// </remarks>
public sealed class BudgetBook(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SpendHolder, SpendAccount> _accounts = [];
    private readonly Dictionary<string, LiveSpend> _live = new(StringComparer.Ordinal);

    /// <summary>Whether a key or its team has a budget at all.</summary>
    public static bool IsLimited(VirtualKey key) => !key.Budgets.IsEmpty || !key.TeamBudgets.IsEmpty;

    /// <summary>How the budgets stand that pay for work of an endpoint.</summary>
    /// <param name="key">Whose work.</param>
    /// <param name="contract">The row that is served.</param>
    /// <param name="runs">Whether it is about work under way: as a session it is paid for already.</param>
    public BudgetStanding Check(VirtualKey key, WavesContract contract, bool runs = false)
    {
        if (!IsLimited(key))
            return default;
        lock (_lock)
            return Check_NeedsLock(key, contract, runs);
    }

    /// <summary>Lets work in if the budgets allow it, and counts what it will use for sure.</summary>
    /// <param name="key">Who asks.</param>
    /// <param name="contract">The row that is served.</param>
    /// <param name="expected">What is known of it before it begins.</param>
    /// <param name="live">To be given to <see cref="End"/>; null when it was not let in, or nothing limits it.</param>
    public BudgetStanding Begin(VirtualKey key, WavesContract contract, in Spend expected, out LiveSpend? live)
    {
        live = null;
        if (!IsLimited(key))
            return default;
        lock (_lock)
        {
            var standing = Check_NeedsLock(key, contract, runs: false);
            if (standing.Level is BudgetLevel.Exhausted)
                return standing;
            live = Open_NeedsLock(key, expected);
            return standing;
        }
    }

    /// <summary>Counts work that was let in already.</summary>
    /// <returns>To be given to <see cref="End"/>.</returns>
    public LiveSpend Open(VirtualKey key, in Spend expected)
    {
        lock (_lock)
            return Open_NeedsLock(key, expected);
    }

    /// <summary>Names live work, so that its record settles it.</summary>
    public void Name(LiveSpend live, string workId)
    {
        lock (_lock)
        {
            if (live.IsOver)
                return;
            live.WorkId = workId;
            _live[workId] = live;
        }
    }

    /// <summary>What live work has used by now; nothing happens when nobody limits it or it is over.</summary>
    public void Progress(string workId, in Spend soFar)
    {
        lock (_lock)
        {
            if (!_live.TryGetValue(workId, out var live))
                return;
            Move_NeedsLock(live, live.Spend, soFar);
            live.Spend = soFar;
        }
    }

    /// <summary>Live work is over. What it used comes by <see cref="Record"/>, before or after; again does no harm.</summary>
    public void End(LiveSpend live)
    {
        lock (_lock)
            End_NeedsLock(live);
    }

    /// <summary>Work was done: spent for good, in place of what its live work counted for.</summary>
    /// <param name="workId">Its id.</param>
    /// <param name="keyId">Public id of its key.</param>
    /// <param name="team">Its team.</param>
    /// <param name="spend">What it used.</param>
    /// <param name="at">When it ended.</param>
    public void Record(string workId, string keyId, string team, in Spend spend, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_live.TryGetValue(workId, out var live))
                End_NeedsLock(live);
            AccountOf_NeedsLock(SpendHolder.Key(keyId)).Add(spend, at);
            AccountOf_NeedsLock(SpendHolder.Team(team)).Add(spend, at);
        }
    }

    /// <summary>Who has budgets now; all others are forgotten once the store knows what they spent.</summary>
    /// <returns>Those whose figures must be read from the store.</returns>
    public ImmutableArray<SpendHolder> Watch(IEnumerable<VirtualKey> keys)
    {
        lock (_lock)
        {
            foreach (var account in _accounts.Values)
                account.IsWatched = false;
            foreach (var key in keys)
            {
                if (!key.Budgets.IsEmpty)
                    AccountOf_NeedsLock(SpendHolder.Key(key.Id)).IsWatched = true;
                if (!key.TeamBudgets.IsEmpty)
                    AccountOf_NeedsLock(SpendHolder.Team(key.Team)).IsWatched = true;
            }
            return [.. _accounts.Where(account => account.Value is { IsWatched: true, IsLoaded: false }).Select(account => account.Key)];
        }
    }

    /// <summary>Whether anybody has a budget.</summary>
    public bool IsWatching
    {
        get
        {
            lock (_lock)
                return _accounts.Values.Any(account => account.IsWatched);
        }
    }

    /// <summary>Hands out what the store does not know. To be followed by <see cref="Saved"/> or <see cref="NotSaved"/> before the next call.</summary>
    /// <param name="all">Also of those who have no budget, whom nobody waits for.</param>
    public ImmutableArray<SpendEntry> TakeUnsaved(bool all)
    {
        lock (_lock)
        {
            return
            [
                .. from account in _accounts
                   where all || account.Value.IsWatched
                   from slot in account.Value.TakeFresh()
                   select new SpendEntry(account.Key, slot.Key, slot.Value),
            ];
        }
    }

    /// <summary>The store has taken what was handed out, and its figures are these.</summary>
    /// <param name="read">Holders that were read whole.</param>
    /// <param name="figures">The store's figures that are new to this process; of others than watched ones they are left out.</param>
    public void Saved(IEnumerable<SpendHolder> read, IEnumerable<SpendEntry> figures)
    {
        lock (_lock)
        {
            foreach (var account in _accounts.Values)
                account.Saved();
            foreach (var (holder, slot, grains) in figures)
            {
                if (_accounts.TryGetValue(holder, out var account) && account.IsWatched)
                    account.Load(slot, grains);
            }
            foreach (var holder in read)
            {
                if (_accounts.TryGetValue(holder, out var account))
                    account.IsLoaded = true;
            }
            foreach (var (holder, account) in _accounts)
            {
                if (account.IsIdle)
                    _accounts.Remove(holder);
            }
        }
    }

    /// <summary>The store has not taken what was handed out.</summary>
    public void NotSaved()
    {
        lock (_lock)
        {
            foreach (var account in _accounts.Values)
                account.NotSaved();
        }
    }

    private BudgetStanding Check_NeedsLock(VirtualKey key, WavesContract contract, bool runs)
    {
        var standing = Worst_NeedsLock(SpendHolder.Key(key.Id), key.Budgets, contract, runs, default);
        return Worst_NeedsLock(SpendHolder.Team(key.Team), key.TeamBudgets, contract, runs, standing);
    }

    private BudgetStanding Worst_NeedsLock(SpendHolder holder, ImmutableArray<Budget> budgets, WavesContract contract, bool runs, BudgetStanding worst)
    {
        foreach (var budget in budgets)
        {
            if (!BudgetScope.Pays(budget.Unit, contract) || (runs && budget.Unit is BudgetUnit.Sessions))
                continue;
            var account = AccountOf_NeedsLock(holder);
            var now = time.GetUtcNow();
            var slot = SpendSlot.Of(budget.Unit, budget.Period, now);
            var spent = account.Spent(slot);
            var level = spent >= Spend.GrainsOf(budget.Unit, budget.Limit) ? BudgetLevel.Exhausted
                : budget.WarnAt is { } warnAt && spent >= Spend.GrainsOf(budget.Unit, warnAt) ? BudgetLevel.Warned
                : BudgetLevel.Fine;
            if (level is BudgetLevel.Fine)
                account.Calm(slot);
            else if (level > worst.Level)
                worst = new(level, budget, holder, Spend.AmountOf(budget.Unit, spent), account.Tell(slot, level));
        }
        return worst;
    }

    private LiveSpend Open_NeedsLock(VirtualKey key, in Spend expected)
    {
        var live = new LiveSpend(SpendHolder.Key(key.Id), SpendHolder.Team(key.Team), expected);
        Move_NeedsLock(live, default, expected);
        return live;
    }

    private SpendAccount AccountOf_NeedsLock(SpendHolder holder)
    {
        if (!_accounts.TryGetValue(holder, out var account))
            _accounts[holder] = account = new();
        return account;
    }

    private void Move_NeedsLock(LiveSpend live, in Spend from, in Spend to)
    {
        AccountOf_NeedsLock(live.Key).Move(from, to);
        AccountOf_NeedsLock(live.Team).Move(from, to);
    }

    private void End_NeedsLock(LiveSpend live)
    {
        if (live.IsOver)
            return;
        live.IsOver = true;
        if (live.WorkId is { } workId)
            _live.Remove(workId);
        Move_NeedsLock(live, live.Spend, default);
    }
}
