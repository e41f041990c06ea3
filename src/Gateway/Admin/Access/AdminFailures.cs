using Gateway.Policies.Keys;

namespace Gateway.Admin.Access;

/// <summary>Failed credentials of the admin plane, by address.</summary>
internal sealed class AdminFailures(TimeProvider time)
{
    /// <summary>Ten a minute; a person who mistypes is not held up, a guesser is.</summary>
    public FailureLimiter Limiter { get; } = new(time, failures: 10, window: TimeSpan.FromMinutes(1));
}
