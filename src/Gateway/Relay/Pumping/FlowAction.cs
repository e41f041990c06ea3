using Gateway.Relay.Framing;

namespace Gateway.Relay.Pumping;

/// <summary>One thing to do for a direction.</summary>
/// <param name="Kind">What.</param>
/// <param name="Bytes">What is to be written, where something is; valid until the flow is called again.</param>
/// <param name="EndsFrame">Whether another frame may be put in behind the bytes.</param>
/// <param name="Close">What a close frame says.</param>
/// <param name="Fault">How the protocol was broken.</param>
internal readonly record struct FlowAction(
    FlowKind Kind,
    ReadOnlyMemory<byte> Bytes = default,
    bool EndsFrame = true,
    CloseStatus Close = default,
    FrameFault Fault = FrameFault.None);
