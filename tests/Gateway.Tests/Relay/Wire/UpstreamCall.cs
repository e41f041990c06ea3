using Gateway.Relay.Framing;
using Microsoft.AspNetCore.Http;

namespace Gateway.Relay.Wire;

/// <summary>One socket on the upstream's side.</summary>
internal sealed class UpstreamCall
{
    private readonly HttpContext _context;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public UpstreamCall(HttpContext context, Stream stream)
    {
        _context = context;
        Target = context.Request.Path + context.Request.QueryString;
        Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Peer = new FramePeer(stream, FrameSender.Server, Leave);
    }

    /// <summary>Path and query as they arrived.</summary>
    public string Target { get; }

    public Dictionary<string, string> Headers { get; }

    public FramePeer Peer { get; }

    public Task Done => _done.Task;

    /// <summary>Ends its side quietly.</summary>
    public void Leave() => _done.TrySetResult();

    /// <summary>Breaks the connection or stream.</summary>
    public void Reset()
    {
        _context.Abort();
        _done.TrySetResult();
    }
}
