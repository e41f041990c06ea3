namespace Gateway.Storage;

/// <summary>A row of <c>key_secrets</c>. Times are milliseconds since 1970.</summary>
internal sealed record SecretRow
{
    public byte[] Hash { get; init; } = [];

    public string KeyId { get; init; } = "";

    /// <summary>The last characters of the secret, to tell two apart.</summary>
    public string Hint { get; init; } = "";

    public long CreatedAt { get; init; }

    /// <summary>From then on the secret is refused; null: as long as the key.</summary>
    public long? RetiresAt { get; init; }
}
