using Microsoft.AspNetCore.Http.Features;

namespace Waves.Simulator.Sockets;

/// <summary>
/// Remembers the stream under a WebSocket, which the server API hides, so that faults can write frames that the API
/// would refuse to write. Stands in for the upgrade features before the WebSocket middleware looks at them.
/// </summary>
internal sealed class RawStreams : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;

    private RawStreams(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect)
    {
        _upgrade = upgrade;
        _connect = connect;
    }

    /// <summary>The stream below the frames; set once the handshake is accepted.</summary>
    public Stream? Accepted { get; private set; }

    bool IHttpUpgradeFeature.IsUpgradableRequest => _upgrade?.IsUpgradableRequest ?? false;

    bool IHttpExtendedConnectFeature.IsExtendedConnect => _connect?.IsExtendedConnect ?? false;

    string? IHttpExtendedConnectFeature.Protocol => _connect?.Protocol;

    public static Task InstallAsync(HttpContext context, RequestDelegate next)
    {
        var streams = new RawStreams(context.Features.Get<IHttpUpgradeFeature>(), context.Features.Get<IHttpExtendedConnectFeature>());
        context.Features.Set(streams);
        if (streams._upgrade is not null)
            context.Features.Set<IHttpUpgradeFeature>(streams);
        if (streams._connect is not null)
            context.Features.Set<IHttpExtendedConnectFeature>(streams);
        return next(context);
    }

    async Task<Stream> IHttpUpgradeFeature.UpgradeAsync() => Accepted = await _upgrade!.UpgradeAsync();

    async ValueTask<Stream> IHttpExtendedConnectFeature.AcceptAsync() => Accepted = await _connect!.AcceptAsync();
}
