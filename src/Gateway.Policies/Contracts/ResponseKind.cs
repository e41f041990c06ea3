namespace Gateway.Policies.Contracts;

/// <summary>What an answer's body is, which decides how it is metered as it passes (waves-api 1.2, 2, 5).</summary>
public enum ResponseKind
{
    /// <summary>Nothing in it is metered.</summary>
    Opaque,

    /// <summary>Audio in the format that the request asked for, whatever its <c>Content-Type</c> says (2.1).</summary>
    Audio,

    /// <summary>Server-sent events with base64 audio (5.1).</summary>
    AudioEvents,

    /// <summary>JSON with the length of the audio heard (2.3, 2.4).</summary>
    Transcript,

    /// <summary>A chat completion with token figures, or its server-sent events when the request streams (2.5, 5.2).</summary>
    Chat,
}
