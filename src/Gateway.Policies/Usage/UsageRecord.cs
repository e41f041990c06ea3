using Gateway.Policies.Contracts;

namespace Gateway.Policies.Usage;

/// <summary>
/// What one admitted piece of work used: an HTTP call, one synthesis on a TTS socket, one session on any other. Made once,
/// right after its slot is free, however it ended. Holds nothing of what was said.
/// </summary>
public sealed record UsageRecord
{
    /// <summary>Id of its admission; unique, so that a record can be stored twice without counting twice.</summary>
    public required string Id { get; init; }

    /// <summary>The team that spent.</summary>
    public required string Team { get; init; }

    /// <summary>Public id of the key.</summary>
    public required string KeyId { get; init; }

    /// <summary>The upstream account that served it.</summary>
    public required string Account { get; init; }

    /// <summary>Row of the contract table that was asked for.</summary>
    public required string Contract { get; init; }

    /// <summary>Model in its canonical spelling (<see cref="ModelName.Canonical"/>); null where there is none.</summary>
    public string? Model { get; init; }

    /// <summary>Voice, as it was asked for.</summary>
    public string? Voice { get; init; }

    /// <summary>How it came.</summary>
    public Transport Transport { get; init; }

    /// <summary>Id of the socket it was done on; null for calls.</summary>
    public string? Socket { get; init; }

    /// <summary>How it ended.</summary>
    public UsageOutcome Outcome { get; init; }

    /// <summary>Status that the upstream answered with; 0 when it did not answer.</summary>
    public int UpstreamStatus { get; init; }

    /// <summary>When the work began.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it was over; usage belongs to this moment.</summary>
    public DateTimeOffset Ended { get; init; }

    /// <summary>How long it stood in the queue.</summary>
    public TimeSpan Queued { get; init; }

    /// <summary>From the request to the head of the upstream's answer; null without one.</summary>
    public TimeSpan? ToFirstByte { get; init; }

    /// <summary>From the request to the first audio or token; null without any.</summary>
    public TimeSpan? ToFirstContent { get; init; }

    /// <summary>Whether the answer came piece by piece, as events.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>From the request to the end.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How much.</summary>
    public UsageAmounts Amounts { get; init; }

    /// <summary>How sure that is.</summary>
    public UsageSource Source { get; init; }

    /// <summary>Cost by the price book in force when it ended, frozen since; null: some price is not known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Currency of <see cref="Cost"/>.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Whether the work ended by itself.</summary>
    public bool IsComplete => Outcome is UsageOutcome.Completed or UsageOutcome.UpstreamError;
}
