using Gateway.Admin.Documents;
using Gateway.Admission.Redis;
using Gateway.Relay;
using Gateway.Relay.Sessions;

namespace Gateway.Admin.Sessions;

/// <summary>Answers questions about the sockets of this process. Thread-safe.</summary>
internal sealed class LocalSessions(RelaySessions sessions, ReplicaName replica)
{
    /// <summary>Who this process is among others.</summary>
    public string Name => replica.Full;

    /// <summary>Lists, or ends, what is asked for.</summary>
    public SessionAnswer Answer(SessionQuestion question) => new()
    {
        Question = question.Id,
        From = replica.Full,
        Replica = replica.Name,
        Sessions = [.. question.End is { } id ? End(id) : List(question)],
    };

    /// <summary>The position after a socket in the list of all replicas.</summary>
    public static PageCursor CursorOf(SessionDocument session) => new(session.Since.UtcTicks, session.Id);

    /// <summary>Puts sockets in the order of the list: oldest first.</summary>
    public static IEnumerable<SessionDocument> InOrder(IEnumerable<SessionDocument> sessions) =>
        sessions.OrderBy(session => session.Since.UtcTicks).ThenBy(session => session.Id, StringComparer.Ordinal);

    private IEnumerable<SessionDocument> List(SessionQuestion question)
    {
        var after = PageCursor.Parse(question.After) ?? PageCursor.Start;
        var wanted = sessions.List()
            .Where(info => (question.Team is null || string.Equals(info.Team, question.Team, StringComparison.OrdinalIgnoreCase)) && (question.Key is null || info.KeyId == question.Key))
            .Select(Document)
            .Where(session => IsAfter(CursorOf(session), after));
        return InOrder(wanted).Take(question.Count);
    }

    private IEnumerable<SessionDocument> End(string id) =>
        sessions.List().FirstOrDefault(info => info.Id == id) is { } found && sessions.End(id, RelayEnding.Operator) ? [Document(found)] : [];

    private static bool IsAfter(PageCursor position, PageCursor after) =>
        position.Time > after.Time || (position.Time == after.Time && string.CompareOrdinal(position.Id, after.Id) > 0);

    private SessionDocument Document(RelaySessionInfo info) =>
        new(info.Id, replica.Name, info.Contract, info.Team, info.KeyId, info.Account, info.Since, info.EndsAt);
}
