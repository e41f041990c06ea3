using System.Text.Json.Serialization;
using Gateway.Policies.Contracts;

namespace Gateway.Relay.Sessions;

/// <summary>One live socket, as an operator sees it. Shows no secret and nothing of what is said.</summary>
public sealed record RelaySessionInfo
{
    /// <summary>Names it in the admin API and in logs; the gateway's request id of its handshake is another.</summary>
    public required string Id { get; init; }

    /// <summary>The contract's row.</summary>
    public required string Contract { get; init; }

    /// <summary>The row whose rules and units hold.</summary>
    [JsonIgnore]
    public required WavesContract Served { get; init; }

    /// <summary>The team that spends; null without a key.</summary>
    public string? Team { get; init; }

    /// <summary>Public id of the key; null without one.</summary>
    public string? KeyId { get; init; }

    /// <summary>The upstream account.</summary>
    public required string Account { get; init; }

    /// <summary>When both sides were connected.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it has to end, because it was opened with a token; null: with its key.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}
