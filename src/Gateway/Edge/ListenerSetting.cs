using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Edge;

/// <summary>A setting that says where to listen: URLs separated by <c>;</c>.</summary>
/// <param name="Name">As operators know it.</param>
/// <param name="Path">Where it stands.</param>
/// <param name="Default">Without it; empty: nowhere.</param>
/// <param name="Plane">Marks each connection.</param>
/// <param name="Protocols">Fixes the protocols; null keeps the server's defaults (settings <c>Kestrel:EndpointDefaults</c>).</param>
internal sealed record ListenerSetting(string Name, string Path, string Default, Plane Plane, HttpProtocols? Protocols = null)
{
    /// <summary><c>http(s)://host:port</c>; host an address, <c>localhost</c>, <c>*</c> or <c>+</c>; port 0 takes a free one.</summary>
    public string[] UrlsOf(IConfiguration configuration) =>
        (configuration[Path] ?? Default).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
