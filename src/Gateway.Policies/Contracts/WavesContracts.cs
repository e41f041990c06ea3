using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Gateway.Policies.Contracts;

/// <summary>
/// The contract table: one row per endpoint of waves-api 1.1 and 8.3, one file per family. Adding an endpoint is adding
/// a row. Ids are those of waves-api; retired routes begin with <c>R-</c>.
/// </summary>
/// <remarks>The other files hold methods and constants only: the order of static fields across files is undefined.</remarks>
public static partial class WavesContracts
{
    private const string Get = "GET";
    private const string Post = "POST";
    private const string Put = "PUT";
    private const string Delete = "DELETE";

    /// <summary>Every row. Rows of one URL differ in transport or method; more literal paths win over parameters.</summary>
    public static ImmutableArray<WavesContract> All { get; } =
    [
        .. Speech(),
        .. Transcription(),
        .. Chat(),
        .. Hydra(),
        .. Voices(),
        .. Dictionaries(),
        .. Analysis(),
        .. Analytics(),
        .. Health(),
        .. Retired(),
        .. Passthrough(),
    ];

    private static readonly FrozenDictionary<string, WavesContract> ById =
        All.ToFrozenDictionary(contract => contract.Id, StringComparer.OrdinalIgnoreCase);

    /// <summary>The row of an id, in any case; null when there is none.</summary>
    public static WavesContract? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>The row that serves a contract in <see cref="RouteMode.Rewrite"/>; null where its payload does not fit.</summary>
    public static WavesContract? RewriteTargetOf(WavesContract contract) =>
        contract.RewriteTo is { } id && contract.Lifecycle.CanRewrite ? Find(id) : null;
}
