using System.Collections;

namespace Gateway.Telemetry;

/// <summary>What every log line of a request carries: its id and its row. Never a path, a query or a key.</summary>
internal sealed class RequestScope(string requestId, string contract) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 2;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("RequestId", requestId),
        1 => new("Contract", contract),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
        yield return this[1];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{requestId} {contract}";
}
