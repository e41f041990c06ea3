using System.Text.Json.Nodes;

namespace Gateway.Admin.Documents;

/// <summary>One change that an administrator made.</summary>
/// <param name="Sequence">1, 2, 3 … without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who: <c>admin</c>, <c>cli:alice</c>, <c>oidc:alice@example.com</c>.</param>
/// <param name="Source">From where: an address or a machine.</param>
/// <param name="Action">What was done: <c>key.create</c>.</param>
/// <param name="Subject">To what: id or name.</param>
/// <param name="Before">The thing before; null when there was none.</param>
/// <param name="After">The thing after; null when there is none.</param>
/// <param name="Hash">Hash of the entry and of all before it, 64 hexadecimal digits.</param>
internal sealed record AuditDocument(
    long Sequence, DateTimeOffset At, string Actor, string Source, string Action, string Subject, JsonNode? Before, JsonNode? After, string Hash);
