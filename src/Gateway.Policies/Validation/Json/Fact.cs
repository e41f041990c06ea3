namespace Gateway.Policies.Validation.Json;

/// <summary>What is remembered of a value while a body is judged.</summary>
internal enum Fact
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Name of the model.</summary>
    Model,

    /// <summary>Id of the voice.</summary>
    Voice,

    /// <summary>Language of the text or audio.</summary>
    Language,

    /// <summary>Language in which numbers are read.</summary>
    NumberLanguage,

    /// <summary>Text that is billed by its length.</summary>
    Text,

    /// <summary>Audio format.</summary>
    Format,

    /// <summary>Sample rate in Hz.</summary>
    SampleRate,

    /// <summary>The answer streams.</summary>
    Streams,

    /// <summary>The stream ends with token figures.</summary>
    IncludesUsage,

    /// <summary>Token probabilities are asked for.</summary>
    Logprobs,

    /// <summary>Probabilities of alternatives are asked for.</summary>
    TopLogprobs,

    /// <summary>More text of this synthesis follows.</summary>
    Continue,

    /// <summary>Speak now what is buffered.</summary>
    Flush,

    /// <summary>The caller's own session id.</summary>
    SessionId,

    /// <summary>The caller's own request id.</summary>
    RequestId,

    /// <summary>A feature of text intelligence is switched on.</summary>
    Feature,

    /// <summary>The disposition metric at hand is of the type that needs choices.</summary>
    EnumMetric,

    /// <summary>The disposition metric at hand lists choices.</summary>
    Choices,
}
