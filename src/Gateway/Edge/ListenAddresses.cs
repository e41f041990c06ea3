using System.Collections.Immutable;

namespace Gateway.Edge;

/// <summary>Where this process listens, as it was set.</summary>
/// <param name="All">Each URL and the setting it stands in.</param>
internal sealed record ListenAddresses(ImmutableArray<(string Url, ListenerSetting Setting)> All)
{
    /// <summary>The URLs of the data plane, separated by <c>;</c>.</summary>
    public string Data => string.Join(';', All.Where(address => address.Setting.Plane == Plane.Data).Select(address => address.Url));
}
