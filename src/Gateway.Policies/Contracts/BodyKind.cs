namespace Gateway.Policies.Contracts;

/// <summary>What a request body is, which decides whether it is held for judgement or streams through.</summary>
public enum BodyKind
{
    /// <summary>No body is expected; one that comes streams through unread.</summary>
    None,

    /// <summary>A JSON object, held up to <see cref="WavesContract.MaxBodyBytes"/> and judged.</summary>
    Json,

    /// <summary>Raw audio that streams through unread, or a small JSON object naming a URL, which is judged.</summary>
    AudioOrUrl,

    /// <summary>A multipart form, held up to <see cref="WavesContract.MaxBodyBytes"/> and judged.</summary>
    Form,

    /// <summary>Anything: streams through unread.</summary>
    Opaque,
}
