namespace Gateway.Admin.Documents;

/// <summary>A secret of a key, without the secret.</summary>
/// <param name="Hint">Its last four characters.</param>
/// <param name="CreatedAt">When it was issued.</param>
/// <param name="RetiresAt">From then on it is refused; null: as long as the key.</param>
internal sealed record SecretDocument(string Hint, DateTimeOffset CreatedAt, DateTimeOffset? RetiresAt);
