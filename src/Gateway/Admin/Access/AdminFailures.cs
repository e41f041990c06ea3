using Gateway.Policies.Keys;

namespace Gateway.Admin.Access;

/// <summary>Failed credentials of the admin plane, by address.</summary>
internal sealed class AdminFailures(TimeProvider time)
{
    /// <summary>
    /// A hundred a minute: far too few to guess a key of 16 characters, and enough that a script with a former key does not
    /// lock out the administrator who works from the same machine.
    /// </summary>
    public FailureLimiter Limiter { get; } = new(time, failures: 100, window: TimeSpan.FromMinutes(1));
}
