using Gateway.Policies.Keys;

namespace Gateway.Caller;

/// <summary>Who calls. Absent on endpoints that need no key and on calls without one.</summary>
public interface ICallerFeature
{
    /// <summary>The virtual key, active when the request came.</summary>
    VirtualKey Key { get; }

    /// <summary>When a session that begins now has to end, because it was opened with a token; null: with its key.</summary>
    DateTimeOffset? EndsAt { get; }
}
