namespace Gateway.Admin.Documents;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Cursor">What the part before named as next; null: from the beginning.</param>
/// <param name="Limit">Most entries, 1 to <see cref="MaxLimit"/>.</param>
internal sealed record PageRequest(string? Cursor = null, int Limit = PageRequest.DefaultLimit)
{
    /// <summary>Entries in a part when the caller does not say.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Most entries in a part.</summary>
    public const int MaxLimit = 1000;
}
