namespace Gateway.Storage;

/// <summary>The kinds of documents.</summary>
internal static class DocumentKind
{
    /// <summary>A plan, by its name.</summary>
    public const string Plan = "plan";

    /// <summary>The price book; there is one, named <see cref="OnlyName"/>.</summary>
    public const string Prices = "prices";

    /// <summary>Name of a document that there is one of.</summary>
    public const string OnlyName = "-";
}
