namespace Gateway.Policies.Admission;

/// <summary>What a piece of work takes of each level it passes.</summary>
[Flags]
public enum AdmissionUnits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>One in the minute; never given back.</summary>
    Request = 1,

    /// <summary>A slot, given back at the end of the work.</summary>
    Slot = 2,

    /// <summary>An open TTS socket, given back when it closes.</summary>
    Socket = 4,
}
