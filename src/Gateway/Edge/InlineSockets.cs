using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Gateway.Edge;

/// <summary>
/// Lets what waits for a socket go on in the thread that saw the socket, in the web server and in the client towards the
/// upstream alike. On paced voice most of a frame's cost is waking threads: this takes a third off it (docs/relay.md).
/// Nothing on the path of a request may block; what does (the admin plane's database) moves to the pool first.
/// </summary>
internal static class InlineSockets
{
    /// <summary>The runtime's own switch for its sockets; <c>0</c> in the environment turns it off here too.</summary>
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Sets the runtime's switch unless the operator has. Must come before the process opens its first socket.</summary>
    public static void Prefer()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
            Environment.SetEnvironmentVariable(Variable, "1");
    }

    /// <summary>What follows may block: it runs on the thread pool, whatever thread the request came on.</summary>
    public static IApplicationBuilder UseThreadPool(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await next(context);
    });

    /// <summary>Has the web server do as the runtime's sockets do.</summary>
    public static void Configure(SocketTransportOptions transport) =>
        transport.UnsafePreferInlineScheduling = Environment.GetEnvironmentVariable(Variable) == "1";
}
