using System.Text.Json.Serialization;

namespace Gateway.Admin.Documents;

/// <summary>A key with a secret that was just issued: the only time that it is shown.</summary>
internal sealed record IssuedKey : KeyDocument
{
    public IssuedKey()
    {
    }

    public IssuedKey(KeyDocument key)
        : base(key)
    {
    }

    /// <summary>The secret. The gateway does not keep it.</summary>
    [JsonPropertyOrder(-8)]
    public string Secret { get; init; } = "";

    /// <summary>Without the secret, so that no log can show it by accident.</summary>
    public override string ToString() => Id;
}
