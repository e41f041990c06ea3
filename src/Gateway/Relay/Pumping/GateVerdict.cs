using Gateway.Policies.Errors;

namespace Gateway.Relay.Pumping;

/// <summary>What becomes of a client's message. One of the five below.</summary>
internal readonly record struct GateVerdict
{
    private GateVerdict(bool goes, bool waits, bool isNotText, GatewayError? refusal)
    {
        Goes = goes;
        Waits = waits;
        IsNotText = isNotText;
        Refusal = refusal;
    }

    /// <summary>It goes on.</summary>
    public static GateVerdict Pass { get; } = new(true, false, false, null);

    /// <summary>It begins work that must be admitted.</summary>
    public static GateVerdict Wait { get; } = new(false, true, false, null);

    /// <summary>It is not UTF-8: a fault of its client.</summary>
    public static GateVerdict NotText { get; } = new(false, false, true, null);

    /// <summary>It stays here, and nobody is told: the session ends.</summary>
    public static GateVerdict Discard { get; } = new(false, false, false, null);

    /// <summary>It stays here, and its client is told.</summary>
    public static GateVerdict Refuse(GatewayError error) => new(false, false, false, error);

    /// <summary>Whether it goes on now.</summary>
    public bool Goes { get; }

    /// <summary>Whether it must wait for its turn.</summary>
    public bool Waits { get; }

    /// <summary>Whether it is no text at all.</summary>
    public bool IsNotText { get; }

    /// <summary>What its client is told.</summary>
    public GatewayError? Refusal { get; }
}
