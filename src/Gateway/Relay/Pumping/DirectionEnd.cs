using Gateway.Relay.Framing;

namespace Gateway.Relay.Pumping;

/// <summary>How a direction came to its end.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Close">What the close frame said.</param>
/// <param name="IsAnswer">Whether the close frame came after one of the other peer had gone to its sender.</param>
/// <param name="Fault">How the protocol was broken.</param>
/// <param name="Cause">What the connection said when it broke; null when it ended quietly.</param>
internal readonly record struct DirectionEnd(
    DirectionEndKind Kind,
    CloseStatus Close = default,
    bool IsAnswer = false,
    FrameFault Fault = FrameFault.None,
    Exception? Cause = null);
