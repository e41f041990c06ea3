using Gateway.Admission;
using Gateway.Budgets;
using Gateway.Policies.Admission;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Policies.Validation;
using Gateway.Relay.Sessions;
using Gateway.Telemetry;

namespace Gateway.Relay.Conversations;

/// <summary>What a conversation is followed with.</summary>
internal sealed record ConversationSetup
{
    /// <summary>The row that is served.</summary>
    public required WavesContract Contract { get; init; }

    /// <summary>The socket.</summary>
    public required RelaySessionInfo Info { get; init; }

    /// <summary>Who calls; null without a key.</summary>
    public VirtualKey? Key { get; init; }

    /// <summary>What the socket itself was admitted with; null where nothing is limited.</summary>
    public IAdmissionFeature? Admission { get; init; }

    /// <summary>Where work with a lease of its own is made known.</summary>
    public required LeaseFence Fence { get; init; }

    /// <summary>What the handshake's query says.</summary>
    public BodyFacts Facts { get; init; }

    /// <summary>Settings.</summary>
    public required RelayOptions Options { get; init; }

    /// <summary>The books of capacity.</summary>
    public required IAdmissionStore Store { get; init; }

    /// <summary>The longest way to the upstream that the guard of the minute covers.</summary>
    public required TimeSpan LateAfter { get; init; }

    /// <summary>What learns when the upstream refuses work.</summary>
    public required UpstreamShield Shield { get; init; }

    /// <summary>Where refusals and waits are counted.</summary>
    public required AdmissionMetrics AdmissionMetrics { get; init; }

    /// <summary>Where audio is measured.</summary>
    public required RelayMetrics Metrics { get; init; }

    /// <summary>Who is told what was used.</summary>
    public required IRelayObserver Observer { get; init; }

    /// <summary>Whether the caller's budgets pay for more; null where nobody asks.</summary>
    public BudgetGuard? Budgets { get; init; }

    /// <summary>The socket's span; null where nobody listens.</summary>
    public SessionSpan? Span { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}
