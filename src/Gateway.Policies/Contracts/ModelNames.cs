namespace Gateway.Policies.Contracts;

/// <summary>Models as the wire spells them where they are most used (waves-api 0.4).</summary>
public static class ModelNames
{
    /// <summary>Synthesis, the standard pool; the default of its endpoints.</summary>
    public const string Lightning = "lightning_v3.1";

    /// <summary>Synthesis, the Pro pool.</summary>
    public const string LightningPro = "lightning_v3.1_pro";

    /// <summary>The standard pool as voice cloning spells it.</summary>
    public const string LightningForCloning = "lightning-v3.1";

    /// <summary>The Pro pool as voice cloning spells it.</summary>
    public const string LightningProForCloning = "lightning-v3.1-pro";

    /// <summary>Transcription.</summary>
    public const string Pulse = "pulse";

    /// <summary>Transcription of recordings only.</summary>
    public const string PulsePro = "pulse-pro";

    /// <summary>Chat.</summary>
    public const string Electron = "electron";

    /// <summary>Speech to speech; the default of the endpoint.</summary>
    public const string Hydra = "hydra-v1.1";
}
