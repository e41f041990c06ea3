namespace Waves.Simulator.Faults;

/// <summary>Ways to break the WebSocket framing rules (RFC 6455, section 5.2).</summary>
public enum MalformedFrame
{
    /// <summary>RSV1 set although no extension was agreed.</summary>
    ReservedBits,

    /// <summary>Opcode 3, which is reserved.</summary>
    BadOpcode,

    /// <summary>A masked frame from a server.</summary>
    MaskedByServer,

    /// <summary>A 5-byte payload whose length is written in the 16-bit form.</summary>
    NonMinimalLength,

    /// <summary>A 64-bit length with its highest bit set.</summary>
    NegativeLength,

    /// <summary>A ping of 126 bytes.</summary>
    OversizedControl,

    /// <summary>A ping without FIN.</summary>
    FragmentedControl,

    /// <summary>A continuation frame with nothing to continue.</summary>
    OrphanContinuation,

    /// <summary>A text frame that is not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>A close frame with a one-byte payload.</summary>
    ShortClose,

    /// <summary>A close frame with code 1005, which must never be sent.</summary>
    ForbiddenCloseCode,
}
