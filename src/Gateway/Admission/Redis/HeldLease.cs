using System.Diagnostics.CodeAnalysis;
using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>A lease that this replica holds. Its time is counted from the sending of the last renewal, which is early and thus safe.</summary>
/// <param name="key">What its holder calls it.</param>
/// <param name="request">The work as the books know it.</param>
/// <param name="account">Whose it is.</param>
/// <param name="time">The clock.</param>
/// <param name="untold">The books were never told of it.</param>
/// <param name="past">Its request in the minute; null where no minute is limited.</param>
/// <param name="confirmed">When the books surely did not think of it as expired.</param>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A token source without a timer holds nothing.")]
internal sealed class HeldLease(string key, AdmissionRequest request, SharedAccount account, TimeProvider time, bool untold, PastRequest? past, long confirmed) : AdmissionLease
{
    private readonly CancellationTokenSource _lost = new();
    private readonly long _since = time.GetTimestamp();
    private long _confirmed = confirmed;
    private volatile bool _untold = untold;
    private volatile bool _sold;

    public string Key => key;

    public AdmissionRequest Request => request;

    /// <summary>The books were never told of it: it was let in while they did not answer.</summary>
    public bool IsUntold => _untold;

    public TimeSpan Age => time.GetElapsedTime(_since);

    public override CancellationToken Lost => _lost.Token;

    public override bool InDoubt => time.GetElapsedTime(Volatile.Read(ref _confirmed)) >= account.Lifetime;

    /// <summary>The books have it.</summary>
    /// <param name="sent">When they were asked.</param>
    public void Confirm(long sent)
    {
        _untold = false;
        past?.Told();
        Volatile.Write(ref _confirmed, sent);
    }

    /// <summary>It left for the upstream only now.</summary>
    public void LeftLate() => past?.CountFrom(time.GetTimestamp());

    /// <summary>Whether its slot is somebody else's; known before <see cref="Lost"/> is told to all.</summary>
    public bool IsSold => _sold;

    /// <summary>Its slot is somebody else's. <see cref="Lose"/> follows, unless it was given back in this moment.</summary>
    public void Sold() => _sold = true;

    /// <summary>Tells that its slot is somebody else's.</summary>
    public void Lose() => _lost.Cancel();

    public override async ValueTask<bool> ConfirmAsync(CancellationToken cancellationToken)
    {
        await account.ConfirmAsync(this, cancellationToken);
        return !_sold;
    }
}
