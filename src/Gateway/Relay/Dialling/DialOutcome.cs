using Gateway.Policies.Errors;

namespace Gateway.Relay.Dialling;

/// <summary>What became of a handshake with the upstream: one of the three below.</summary>
internal readonly record struct DialOutcome
{
    private DialOutcome(UpstreamSocket? socket, HttpResponseMessage? answer, GatewayError? error)
    {
        Socket = socket;
        Answer = answer;
        Error = error;
    }

    /// <summary>It is open. The caller owns it.</summary>
    public UpstreamSocket? Socket { get; }

    /// <summary>The upstream answered something else, which is its answer. The caller owns it.</summary>
    public HttpResponseMessage? Answer { get; }

    /// <summary>There is no answer, and this is why.</summary>
    public GatewayError? Error { get; }

    /// <summary>With an error: no connection was made, the upstream has counted nothing.</summary>
    public bool WasNeverSent { get; private init; }

    public static DialOutcome Open(UpstreamSocket socket) => new(socket, null, null);

    public static DialOutcome Answered(HttpResponseMessage answer) => new(null, answer, null);

    public static DialOutcome Failed(GatewayError error, bool wasNeverSent) => new(null, null, error) { WasNeverSent = wasNeverSent };
}
