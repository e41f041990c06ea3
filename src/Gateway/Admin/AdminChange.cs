using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>A change under way: its transaction, and what the audit log will say of it. Not thread-safe.</summary>
/// <param name="session">The transaction.</param>
/// <param name="revision">The revision that the change makes.</param>
/// <param name="now">The moment of the change.</param>
/// <param name="pepper">What secrets are hashed under.</param>
internal sealed class AdminChange(DatabaseSession session, long revision, DateTimeOffset now, Pepper pepper)
{
    private readonly List<AuditRow> _entries = [];

    /// <summary>The transaction.</summary>
    public DatabaseSession Session => session;

    /// <summary>Every row that the change writes bears this revision.</summary>
    public long Revision => revision;

    /// <summary>The moment of the change.</summary>
    public DateTimeOffset Now => now;

    /// <summary>The moment of the change as rows hold it.</summary>
    public long Milliseconds => now.ToUnixTimeMilliseconds();

    /// <summary>What secrets are hashed under.</summary>
    public Pepper Pepper => pepper;

    /// <summary>What was recorded; empty when nothing changed.</summary>
    public IReadOnlyList<AuditRow> Entries => _entries;

    /// <summary>Notes one effect for the audit log. Documents hold no secrets, so both sides are kept whole.</summary>
    /// <param name="action">What was done: <c>team.create</c>.</param>
    /// <param name="subject">To what: id or name.</param>
    /// <param name="before">The thing before; null when there was none.</param>
    /// <param name="after">The thing after; null when there is none.</param>
    /// <param name="type">How both are written.</param>
    public void Record<T>(string action, string subject, T? before, T? after, JsonTypeInfo<T> type)
        where T : class =>
        _entries.Add(new()
        {
            At = Milliseconds,
            Action = action,
            Subject = subject,
            Before = before is null ? null : JsonSerializer.Serialize(before, type),
            After = after is null ? null : JsonSerializer.Serialize(after, type),
        });
}
