using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>What the books said to a sign of life.</summary>
internal sealed record TendReply
{
    /// <summary>Whether the books took it; false: they are other books now, and this replica has to bring all it has.</summary>
    public required bool Accepted { get; init; }

    /// <summary>How long the books stay shut until everybody has brought what it holds; zero: they are open.</summary>
    public required TimeSpan Shut { get; init; }

    /// <summary>When the books may give turns by time alone; null: nothing waits for that.</summary>
    public required TimeSpan? NextChange { get; init; }

    /// <summary>Replicas that were heard of lately, this one included.</summary>
    public required int Replicas { get; init; }

    /// <summary>This replica's place among them by name, from 0.</summary>
    public required int Place { get; init; }

    /// <summary>Leases that expired and whose capacity may be sold by now.</summary>
    public required IReadOnlyList<string> Gone { get; init; }

    /// <summary>Waiters that had their turn.</summary>
    public required IReadOnlyList<(string Id, AdmissionDecision Decision)> Granted { get; init; }

    /// <summary>Waiters that the books do not know.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>The account's pools.</summary>
    public required IReadOnlyList<LevelPicture> Pools { get; init; }

    /// <summary>Leases that expired unreleased since the books began, of all replicas.</summary>
    public required long Expired { get; init; }
}
