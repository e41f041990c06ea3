using System.Collections.Immutable;
using Gateway.Admin.Documents;

namespace Gateway.Admin.Sessions;

/// <summary>What one replica answers to a <see cref="SessionQuestion"/>.</summary>
internal sealed record SessionAnswer
{
    /// <summary>The question's id.</summary>
    public string Question { get; init; } = "";

    /// <summary>The process that answers; two of one name are two.</summary>
    public string From { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Replica { get; init; } = "";

    /// <summary>Its sockets, oldest first; or the one that it has ended.</summary>
    public ImmutableArray<SessionDocument> Sessions { get; init; } = [];
}
