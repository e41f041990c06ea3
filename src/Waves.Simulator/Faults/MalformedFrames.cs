namespace Waves.Simulator.Faults;

/// <summary>The bytes of each <see cref="MalformedFrame"/>.</summary>
internal static class MalformedFrames
{
    private static readonly byte[] Hello = "hello"u8.ToArray();

    public static byte[] Bytes(MalformedFrame frame) => frame switch
    {
        MalformedFrame.ReservedBits => [0xC1, 0x05, .. Hello],
        MalformedFrame.BadOpcode => [0x83, 0x05, .. Hello],
        MalformedFrame.MaskedByServer => [0x81, 0x85, 0, 0, 0, 0, .. Hello],
        MalformedFrame.NonMinimalLength => [0x81, 0x7E, 0x00, 0x05, .. Hello],
        MalformedFrame.NegativeLength => [0x82, 0x7F, 0x80, 0, 0, 0, 0, 0, 0, 0x05, .. Hello],
        MalformedFrame.OversizedControl => [0x89, 0x7E, 0x00, 0x7E, .. new byte[126]],
        MalformedFrame.FragmentedControl => [0x09, 0x05, .. Hello],
        MalformedFrame.OrphanContinuation => [0x80, 0x05, .. Hello],
        MalformedFrame.InvalidUtf8 => [0x81, 0x03, 0xC3, 0x28, 0xFF],
        MalformedFrame.ShortClose => [0x88, 0x01, 0x03],
        MalformedFrame.ForbiddenCloseCode => [0x88, 0x02, 0x03, 0xED],
        _ => throw new ArgumentOutOfRangeException(nameof(frame)),
    };

    /// <summary>A binary frame that announces 1,000 bytes and holds ten.</summary>
    public static byte[] Torn { get; } = [0x82, 0x7E, 0x03, 0xE8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
}
