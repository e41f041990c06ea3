using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Gateway.Relay.Framing;

/// <summary>What a close frame says. Its bytes pass through as they are.</summary>
/// <param name="Code">The close code; <see cref="None"/> when the frame has none.</param>
/// <param name="Reason">The reason of a 1008, which may mean one thing or another (waves-api 3.3); null with every other code.</param>
internal readonly record struct CloseStatus(ushort Code, string? Reason = null)
{
    /// <summary>A close frame without a payload (RFC 6455, 7.1.5: seen as 1005, never sent).</summary>
    public const ushort None = 0;

    /// <summary>Judges the unmasked payload of a close frame (RFC 6455, 5.5.1 and 7.4).</summary>
    /// <param name="payload">At most <see cref="FrameHeader.MaxControlPayload"/> bytes.</param>
    /// <param name="status">What it says.</param>
    /// <returns>What is wrong with it, or none.</returns>
    public static FrameFault Read(ReadOnlySpan<byte> payload, out CloseStatus status)
    {
        status = default;
        if (payload.IsEmpty)
            return FrameFault.None;
        if (payload.Length == 1)
            return FrameFault.CloseLength;
        var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!MayBeSent(code))
            return FrameFault.CloseCode;
        if (!Utf8.IsValid(payload[2..]))
            return FrameFault.CloseReason;
        status = new CloseStatus(code, code == RelayCloseCodes.PolicyViolation ? Encoding.UTF8.GetString(payload[2..]) : null);
        return FrameFault.None;
    }

    /// <summary>
    /// Codes with a meaning on the wire: the standard ones, the registered ones (Waves closes with 1013, restarts say
    /// 1012) and those free for use; never 1004 to 1006, 1015 or what is reserved.
    /// </summary>
    private static bool MayBeSent(ushort code) =>
        code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}
