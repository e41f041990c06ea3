using Gateway.Policies.Keys;

namespace Gateway.Caller;

internal sealed class CallerFeature(VirtualKey key) : ICallerFeature
{
    public VirtualKey Key => key;

    public DateTimeOffset? EndsAt { get; init; }
}
