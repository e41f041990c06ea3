namespace Waves.Simulator.Limits;

/// <summary>Why the account's plan refused a piece of work.</summary>
public enum RefusalReason
{
    None,

    /// <summary>Too many in the trailing 60 s.</summary>
    RateLimit,

    /// <summary>Too many at once.</summary>
    Concurrency,

    /// <summary>The plan does not include the product.</summary>
    Forbidden,
}
