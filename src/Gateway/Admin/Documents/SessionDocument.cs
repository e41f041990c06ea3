namespace Gateway.Admin.Documents;

/// <summary>One live socket. Shows no secret and nothing of what is said.</summary>
/// <param name="Id">Names it here and in logs.</param>
/// <param name="Replica">The replica that holds it.</param>
/// <param name="Contract">Endpoint id.</param>
/// <param name="Team">The team that spends; null without a key.</param>
/// <param name="KeyId">Public id of the key; null without one.</param>
/// <param name="Account">The upstream account.</param>
/// <param name="Since">When both sides were connected.</param>
/// <param name="EndsAt">When it has to end, because it was opened with a browser token.</param>
internal sealed record SessionDocument(
    string Id, string Replica, string Contract, string? Team, string? KeyId, string Account, DateTimeOffset Since, DateTimeOffset? EndsAt);
