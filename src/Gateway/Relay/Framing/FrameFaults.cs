namespace Gateway.Relay.Framing;

/// <summary>What a peer is told about its fault.</summary>
internal static class FrameFaults
{
    /// <summary>1002, or 1007 for text that is not UTF-8, or 1009 for what is too long (RFC 6455, 7.4.1).</summary>
    public static ushort CloseCodeOf(FrameFault fault) => fault switch
    {
        FrameFault.CloseReason or FrameFault.TextEncoding => RelayCloseCodes.InvalidPayload,
        FrameFault.MessageTooLong => RelayCloseCodes.MessageTooBig,
        _ => RelayCloseCodes.ProtocolError,
    };

    /// <summary>A close reason: constant ASCII, nothing of the input.</summary>
    public static string ReasonOf(FrameFault fault) => fault switch
    {
        FrameFault.ReservedBits => "reserved bits set",
        FrameFault.ReservedOpcode => "reserved opcode",
        FrameFault.MaskDirection => "wrong masking",
        FrameFault.FragmentedControl => "fragmented control frame",
        FrameFault.ControlTooLong => "control frame too long",
        FrameFault.LengthNotMinimal or FrameFault.LengthNegative => "malformed length",
        FrameFault.NothingToContinue => "nothing to continue",
        FrameFault.MessageInsideMessage => "message inside a message",
        FrameFault.CloseLength => "malformed close frame",
        FrameFault.CloseCode => "invalid close code",
        FrameFault.CloseReason => "close reason is not UTF-8",
        FrameFault.TextEncoding => "text is not UTF-8",
        FrameFault.MessageTooLong => "message too long",
        _ => "",
    };
}
