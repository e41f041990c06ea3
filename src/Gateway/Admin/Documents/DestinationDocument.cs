namespace Gateway.Admin.Documents;

/// <summary>A base URL of an account.</summary>
/// <param name="Url">Scheme, host and port.</param>
/// <param name="IsBroken">Whether its circuit is open on this replica: calls go elsewhere, or are refused.</param>
internal sealed record DestinationDocument(string Url, bool IsBroken);
