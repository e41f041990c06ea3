namespace Gateway.Policies.Usage;

/// <summary>How audio bytes become time (waves-api 4.4). Always mono.</summary>
public enum AudioEncoding
{
    /// <summary>16-bit samples: <c>linear16</c>, <c>pcm</c>.</summary>
    Pcm16,

    /// <summary>32-bit samples: <c>linear32</c>.</summary>
    Pcm32,

    /// <summary>8-bit samples: <c>alaw</c>, <c>mulaw</c>, <c>ulaw</c>.</summary>
    Companded,

    /// <summary>16-bit samples behind a header of 44 bytes.</summary>
    Wav,

    /// <summary>Estimated by the bit rate of the one sample on record.</summary>
    Mp3,

    /// <summary>Not to be told from the bytes: <c>opus</c>, <c>ogg_opus</c>, and what is not known.</summary>
    Opaque,
}
