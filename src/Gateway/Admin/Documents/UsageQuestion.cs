namespace Gateway.Admin.Documents;

/// <summary>Which usage is asked for.</summary>
/// <param name="From">From when on; whole minutes.</param>
/// <param name="To">Until when; that minute is not in it.</param>
internal sealed record UsageQuestion(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>What makes a row, in order: <c>team</c>, <c>key</c>, <c>model</c>, <c>contract</c>, <c>account</c>.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Rows for each <c>minute</c>, <c>hour</c> or <c>day</c> (UTC); null: one for the whole time.</summary>
    public string? Interval { get; init; }

    /// <summary>Only that of one team, key, model, contract or account.</summary>
    public IReadOnlyDictionary<string, string> Only { get; init; } = new Dictionary<string, string>();
}
