namespace Gateway.Policies.Contracts;

/// <summary>What a contract is metered by (waves-api 1.2); every contract is also metered in requests and bytes.</summary>
public enum UsageUnit
{
    /// <summary>Nothing (O1).</summary>
    None,

    /// <summary>Requests only.</summary>
    Requests,

    /// <summary>Characters of text in, audio out.</summary>
    Characters,

    /// <summary>Audio in.</summary>
    AudioSeconds,

    /// <summary>Prompt, cached and completion tokens.</summary>
    Tokens,

    /// <summary>Wall-clock time of the session, audio both ways.</summary>
    SessionSeconds,
}
