namespace Gateway.Policies.Contracts;

/// <summary>Body sizes in bytes and waits (waves-api 2, 6.1), and ours where it names none.</summary>
public static class ContractLimits
{
    /// <summary>Ours: far above 32,768 tokens of chat or any text to speak, small enough to hold.</summary>
    public const long MaxJsonBodyBytes = 4 * 1024 * 1024;

    /// <summary>STT upload.</summary>
    public const long MaxAudioUploadBytes = 250L * 1024 * 1024;

    /// <summary>Upload of the first STT route (waves-api 8.3).</summary>
    public const long MaxLegacyAudioUploadBytes = 25L * 1024 * 1024;

    /// <summary>Clone sample.</summary>
    public const long MaxCloneFileBytes = 5 * 1024 * 1024;

    /// <summary>The sample plus the other form fields and the multipart framing.</summary>
    public const long MaxCloneFormBytes = MaxCloneFileBytes + (64 * 1024);

    /// <summary>
    /// A transcription session may last 10 minutes (waves-api 2.3).
    /// </summary>
    public static readonly TimeSpan LongAnswer = TimeSpan.FromMinutes(10);
}
