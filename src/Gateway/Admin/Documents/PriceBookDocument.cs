using System.Text.Json.Serialization;
using Gateway.Policies.Usage;

namespace Gateway.Admin.Documents;

/// <summary>The price book as operators see it.</summary>
internal sealed record PriceBookDocument : PriceBook, IVersioned
{
    public PriceBookDocument()
    {
    }

    public PriceBookDocument(PriceBook book)
        : base(book)
    {
    }

    /// <summary>When it last changed; null: never stored.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Rises with every change; its ETag.</summary>
    [JsonPropertyOrder(2)]
    public long Version { get; init; }
}
