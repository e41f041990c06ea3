namespace Gateway.Relay.Framing;

/// <summary>One step of a <see cref="FrameReader"/>.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Consumed">Bytes of the input that it covers.</param>
/// <param name="EndsFrame">Whether a data frame ends with it.</param>
/// <param name="EndsMessage">Whether a message ends with it.</param>
/// <param name="Fault">What is wrong, of a <see cref="FrameStepKind.Fault"/>.</param>
internal readonly record struct FrameStep(
    FrameStepKind Kind, int Consumed, bool EndsFrame, bool EndsMessage, FrameFault Fault);
