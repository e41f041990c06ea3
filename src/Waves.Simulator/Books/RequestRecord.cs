using Waves.Simulator.Limits;

namespace Waves.Simulator.Books;

/// <summary>
/// One request the simulator saw. The head is there from the start; the rest fills in while it runs and is final once
/// <see cref="Outcome"/> is no longer <see cref="RequestOutcome.Running"/>.
/// </summary>
public sealed class RequestRecord
{
    /// <summary>JSON request bodies up to this size are kept as text.</summary>
    public const int MaxKeptBodyBytes = 64 * 1024;

    private volatile RequestOutcome _outcome;

    internal RequestRecord(long id, DateTimeOffset arrivedAt, string contract, HttpRequest request, WorkDone total, TextBudget budget)
    {
        Id = id;
        ArrivedAt = arrivedAt;
        Contract = contract;
        Method = request.Method;
        Path = request.Path.Value ?? "";
        Query = request.QueryString.Value ?? "";
        Protocol = request.Protocol;
        Headers = [.. request.Headers.SelectMany(static header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")))];
        Work = new WorkDone(total);
        Allowance = new TextAllowance(budget);
    }

    /// <summary>Counts from 1 in order of arrival.</summary>
    public long Id { get; }

    public DateTimeOffset ArrivedAt { get; }

    /// <summary>The contract row it matched (<c>T1</c>, <c>S2</c>, …, <c>R</c> for retired routes); empty for an unknown route.</summary>
    public string Contract { get; }

    public string Method { get; }

    public string Path { get; }

    /// <summary>The raw query string with its question mark; empty when there is none.</summary>
    public string Query { get; }

    /// <summary><c>HTTP/1.1</c> or <c>HTTP/2</c>.</summary>
    public string Protocol { get; }

    /// <summary>Every header line. Repeated names keep their order; the names stand in the server's order, not the wire's.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The id answered in <c>X-Request-Id</c>, and in bodies that carry one.</summary>
    public string RequestId { get; internal set; } = "";

    /// <summary>The key the caller presented, header before query; <see langword="null"/> when there was none.</summary>
    public string? Key { get; internal set; }

    /// <summary>Body bytes read.</summary>
    public long BodyBytes { get; internal set; }

    /// <summary>When the first body byte arrived.</summary>
    public DateTimeOffset? FirstBodyByteAt { get; internal set; }

    /// <summary>SHA-256 of the body, lower-case hex; <see langword="null"/> until the body was read to its end.</summary>
    public string? BodySha256 { get; internal set; }

    /// <summary>The body as text when it is JSON of at most <see cref="MaxKeptBodyBytes"/>.</summary>
    public string? Body { get; internal set; }

    /// <summary>The status answered; 0 until there is one.</summary>
    public int Status { get; internal set; }

    /// <summary>Response body bytes handed to the transport; on sockets see <see cref="Socket"/>.</summary>
    public long ResponseBytes { get; internal set; }

    /// <summary>Why the plan refused it, if it did.</summary>
    public RefusalReason Refusal { get; internal set; }

    /// <summary>The fault that was played on it.</summary>
    public string? Fault { get; internal set; }

    /// <summary>The exception behind <see cref="RequestOutcome.Failed"/>.</summary>
    public string? Failure { get; internal set; }

    public RequestOutcome Outcome
    {
        get => _outcome;
        internal set => _outcome = value;
    }

    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>Billable work done for this request.</summary>
    public WorkDone Work { get; }

    /// <summary>The traffic after the upgrade; <see langword="null"/> on plain requests and refused handshakes.</summary>
    public SocketRecord? Socket { get; internal set; }

    /// <summary>The first value of a header, name case-insensitive; <see langword="null"/> when absent.</summary>
    public string? Header(string name)
    {
        foreach (var (key, value) in Headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }

    internal TextAllowance Allowance { get; }

    public override string ToString() => $"#{Id} {Contract} {Method} {Path} -> {Status} {Outcome}";
}
