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

    /// <summary>
    /// Whether the answer has something that the caller did not ask for: then its length is another, and each read begins
    /// with <see cref="TakeHeld"/> and ends with <see cref="Withhold"/>.
    /// </summary>
    bool Withholds { get; }

    /// <summary>Puts bytes that waited at the start of a buffer.</summary>
    /// <returns>How many; the next read goes behind them.</returns>
    int TakeHeld(Span<byte> buffer);

    /// <summary>Takes out what the caller did not ask for.</summary>
    /// <param name="data">What waited and what was read; afterwards what passes stands at its start.</param>
    /// <param name="isEnd">Nothing more will come.</param>
    /// <returns>How many bytes pass now.</returns>
    int Withhold(Span<byte> data, bool isEnd);

    /// <summary>The upstream's answer is over and the slot is free.</summary>
    /// <param name="whole">Whether it ended as it should, rather than broke.</param>
    void Over(bool whole);

    /// <summary>It became a socket, whose work is accounted for by the relay.</summary>
    void HandOver();
}
