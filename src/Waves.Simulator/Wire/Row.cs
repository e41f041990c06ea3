using Waves.Simulator.Limits;

namespace Waves.Simulator.Wire;

/// <summary>One row of the contract's endpoint table (section 1.1): where it is and who answers.</summary>
/// <param name="Id">The contract's id; <c>R</c> for the retired routes of section 8.3.</param>
/// <param name="Method">An HTTP method, or <see cref="Socket"/>.</param>
/// <param name="Path">Without a trailing slash; <c>{}</c> stands for any one segment.</param>
/// <param name="Dialect">The shape of errors that happen before the handler.</param>
/// <param name="Handle">Answers an authenticated, admitted request.</param>
internal sealed record Row(string Id, string Method, string Path, Dialect Dialect, Func<Call, Task> Handle)
{
    /// <summary>The "method" of WebSocket rows: <c>GET</c> with upgrade, or <c>CONNECT</c> on HTTP/2.</summary>
    public const string Socket = "WS";

    /// <summary>The row of a route that does not exist.</summary>
    public static Row Unknown { get; } = new("", "", "", PlainDialect.Instance, static call => call.NotFoundAsync()) { Anonymous = true };

    public bool IsSocket => Method == Socket;

    /// <summary>Whether it answers without a key.</summary>
    public bool Anonymous { get; init; }

    /// <summary>The group whose place a plain HTTP call holds from arrival to end. Sockets take theirs themselves.</summary>
    public Func<Call, LimitGroup?> Group { get; init; } = static _ => null;

    public static Row Get(string id, string path, Dialect dialect, Func<Call, Task> handle) => new(id, HttpMethods.Get, path, dialect, handle);

    public static Row Post(string id, string path, Dialect dialect, Func<Call, Task> handle) => new(id, HttpMethods.Post, path, dialect, handle);

    public static Row Ws(string id, string path, Func<Call, Task> handle) => new(id, Socket, path, SocketDialect.Instance, handle);

    /// <summary>The same row, limited under <paramref name="group"/>.</summary>
    public Row Within(LimitGroup group) => this with { Group = _ => group };
}
