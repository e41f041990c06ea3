using Gateway.Configuration;
using Gateway.Policies.Errors;
using Gateway.Policies.Keys;

namespace Gateway.Caller;

/// <summary>
/// Looks keys up, and slows down whoever guesses: an address that has sent many unknown keys is told to wait. Known keys
/// are never held up by it, so that nobody can lock a neighbour behind the same address out. Thread-safe; no I/O.
/// </summary>
internal sealed class CallerKeys(IVirtualKeyDirectory directory, TimeProvider time)
{
    private static readonly GatewayError KeysNotRead = new(ErrorKind.Unavailable, "The gateway has not read its keys yet. Retry in 1 s.") { RetryAfter = TimeSpan.FromSeconds(1) };

    private readonly FailureLimiter _failures = new(time, failures: 1_000, window: TimeSpan.FromMinutes(1));

    /// <summary>The active key of a secret, or the refusal.</summary>
    public (VirtualKey? Key, GatewayError? Refusal) Find(HttpContext context, Secret? secret)
    {
        if (secret is null)
            return (null, GatewayErrors.MissingKey);
        var keys = directory.Current;
        if (Find(keys, secret.Reveal()) is { } key)
            return (key, null);
        // Clients take 401 as final; while the keys have not been read, nobody is unknown yet.
        return (null, keys.IsComplete ? Unknown(context) : KeysNotRead);
    }

    /// <summary>The refusal of a credential that is not known; counted by address.</summary>
    public GatewayError Unknown(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        var wait = _failures.BlockedFor(address);
        if (wait <= TimeSpan.Zero)
        {
            _failures.Fail(address);
            return GatewayErrors.UnknownKey;
        }
        return new(ErrorKind.RateLimited, "Too many unknown keys came from this address. Known keys are served.") { RetryAfter = wait };
    }

    /// <summary>What looks like one of ours is checked for typos first.</summary>
    private VirtualKey? Find(VirtualKeySnapshot keys, string secret)
    {
        if (secret.StartsWith(VirtualKeySecret.Prefix, StringComparison.Ordinal) && !VirtualKeySecret.IsWellFormed(secret))
            return null;
        return keys.FindActive(secret, time.GetUtcNow());
    }
}
