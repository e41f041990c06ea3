namespace Gateway.Storage;

/// <summary>Limits of a key in the settings; unset is unlimited.</summary>
internal sealed class ConfiguredLimits
{
    /// <summary>Requests in any 60 s.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Pieces of upstream work at once.</summary>
    public int? Slots { get; set; }

    /// <summary>Open TTS sockets at once.</summary>
    public int? Sockets { get; set; }

    /// <summary>Count, report, do not refuse.</summary>
    public bool Shadow { get; set; }
}
