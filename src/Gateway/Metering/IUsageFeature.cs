namespace Gateway.Metering;

/// <summary>
/// What one call used, learnt while it passes. Absent where nothing is metered. The stages that carry the call say what
/// happens to it; the record is made once, by whoever sees the end first.
/// </summary>
internal interface IUsageFeature
{
    /// <summary>It leaves for the upstream now.</summary>
    void Leaves();

    /// <summary>The head of the upstream's answer has come; its body follows, if it has one.</summary>
    void Answered(HttpResponseMessage answer);

    /// <summary>Bytes of the answer's body, in order, cut anywhere; not kept.</summary>
    void Passes(ReadOnlySpan<byte> bytes);

    /// <summary>The upstream's answer is over and the slot is free.</summary>
    /// <param name="whole">Whether it ended as it should, rather than broke.</param>
    void Over(bool whole);

    /// <summary>It became a socket, whose work is accounted for by the relay.</summary>
    void HandOver();
}
