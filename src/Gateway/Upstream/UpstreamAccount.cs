using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Policies.Plans;

namespace Gateway.Upstream;

/// <summary>One real key with its plan and the places where it is valid. Thread-safe.</summary>
/// <param name="Name">Name in logs, metrics and pools.</param>
/// <param name="Key">The real key.</param>
/// <param name="Plan">Its limits, overrides applied.</param>
/// <param name="Destinations">In order of preference; at least one.</param>
public sealed record UpstreamAccount(string Name, Secret Key, Plan Plan, ImmutableArray<UpstreamDestination> Destinations)
{
    /// <summary>The header value that carries the key, made once.</summary>
    internal string Authorization { get; } = "Bearer " + Key.Reveal();

    /// <summary>The destination that requests are made for; <see cref="Client"/> sends them where one can be reached.</summary>
    internal UpstreamDestination Preferred => Destinations[0];

    /// <summary>Sends to the first destination that can be reached.</summary>
    internal HttpMessageInvoker Client { get; } = Destinations is [var only]
        ? only.Client
        : new HttpMessageInvoker(new FailoverHandler(Destinations), disposeHandler: false);

    /// <summary>Names the account; a secret has no place in a message.</summary>
    public override string ToString() => Name;
}
